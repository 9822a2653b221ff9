# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Writing together: one pad per session, kept as a log of changes that can be merged.

Not for proposals and reports, which one author saves as a whole, nor for what is lifted out of a
pad afterwards. The two calls everything else stands on are `actions.append` and `queries.since`.
"""
