# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
from labcamp.programme.models.conditions import (
    ApartGroup,
    Availability,
    OrderStep,
    RoomClosed,
    SessionCondition,
    SessionOrder,
    SlotStance,
)
from labcamp.programme.models.desk import DraftStep
from labcamp.programme.models.form import Form
from labcamp.programme.models.news import ProgrammeNews
from labcamp.programme.models.planning import Planning, SolverRun
from labcamp.programme.models.proposal import Giver, Interest, InterestCode, Proposal
from labcamp.programme.models.timetable import Placement, Room, Slot, Timetable

__all__ = [
    "ApartGroup",
    "Availability",
    "DraftStep",
    "Form",
    "Giver",
    "Interest",
    "InterestCode",
    "OrderStep",
    "Placement",
    "Planning",
    "ProgrammeNews",
    "Proposal",
    "Room",
    "RoomClosed",
    "SessionCondition",
    "SessionOrder",
    "Slot",
    "SlotStance",
    "SolverRun",
    "Timetable",
]
