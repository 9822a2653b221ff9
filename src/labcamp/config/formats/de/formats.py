# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Days with their names, as they are written in German; the rest is Django's own."""

WEEKDAY_FORMAT = "l, j. F"
WEEKDAY_YEAR_FORMAT = "l, j. F Y"
SHORT_WEEKDAY_FORMAT = "D, j. F"
TINY_WEEKDAY_FORMAT = "D j. M"
WEEKDAY_TIME_FORMAT = "D, j. M, H:i"
