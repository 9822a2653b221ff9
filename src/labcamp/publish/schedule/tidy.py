# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Bring a schedule made by hand into the form a reader would give it."""

from labcamp.publish.schedule.model import Schedule
from labcamp.publish.schedule.read import read
from labcamp.publish.schedule.write_json import to_json


def tidy(schedule: Schedule) -> Schedule:
    """The schedule with clean texts, sorted events and complete days and rooms.

    Raises ScheduleError where a file saying the same would be refused.
    """
    return read(to_json(schedule)).schedule
