# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""All writes of the programme: proposals, the raster, the timetable, the solver, files.

In which order they lock rows: `locks.py`.
"""
