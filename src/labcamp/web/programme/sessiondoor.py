# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""The door of pages on which somebody changes one session; the address it had before leads on."""

from functools import partial

from labcamp.core.door import door
from labcamp.programme.models import Proposal
from labcamp.programme.queries.proposals import renumbered

session_door = partial(
    door,
    Proposal,
    find=("edition__slug", "number"),
    signed_in=True,
    related=["edition"],
    moved=renumbered,
)
