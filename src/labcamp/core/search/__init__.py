# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Finding things by German words: forgiving, the same on SQLite and PostgreSQL.

A room registers what of its model is searched (`register`), its actions call `index`, importers
`reindex`. `find` answers for a queryset that is already narrowed to what the viewer sees: the index
never answers alone. Why our own tables: docs/decisions/0005-search.md.
"""

from labcamp.core.search.find import Found, How, ask, best, find
from labcamp.core.search.index import forget, index, prune, register, reindex

__all__ = ["Found", "How", "ask", "best", "find", "forget", "index", "prune", "register", "reindex"]
