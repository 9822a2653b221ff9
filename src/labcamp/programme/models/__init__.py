# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
from labcamp.programme.models.news import ProgrammeNews
from labcamp.programme.models.planning import Planning, SolverRun
from labcamp.programme.models.proposal import Giver, Interest, Proposal
from labcamp.programme.models.timetable import Placement, Room, Slot, Timetable

__all__ = [
    "Giver",
    "Interest",
    "Placement",
    "Planning",
    "ProgrammeNews",
    "Proposal",
    "Room",
    "Slot",
    "SolverRun",
    "Timetable",
]
