# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
from labcamp.programme.models.proposal import Giver, Interest, Proposal
from labcamp.programme.models.timetable import Placement, Room, Slot, Timetable

__all__ = ["Giver", "Interest", "Placement", "Proposal", "Room", "Slot", "Timetable"]
