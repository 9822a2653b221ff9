# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
from labcamp.programme.models.desk import DraftStep
from labcamp.programme.models.planning import Planning, SolverRun
from labcamp.programme.models.proposal import Giver, Interest, Proposal
from labcamp.programme.models.timetable import Placement, Room, Slot, Timetable

__all__ = [
    "DraftStep",
    "Giver",
    "Interest",
    "Placement",
    "Planning",
    "Proposal",
    "Room",
    "Slot",
    "SolverRun",
    "Timetable",
]
