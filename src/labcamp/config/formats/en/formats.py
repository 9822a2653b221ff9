# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Dates as they are written in English on this side of the Atlantic."""

DATE_FORMAT = "j F Y"
TIME_FORMAT = "H:i"
DATETIME_FORMAT = "j F Y, H:i"
YEAR_MONTH_FORMAT = "F Y"
MONTH_DAY_FORMAT = "j F"
SHORT_DATE_FORMAT = "d/m/Y"
SHORT_DATETIME_FORMAT = "d/m/Y H:i"
FIRST_DAY_OF_WEEK = 1
WEEKDAY_FORMAT = "l, j F"
WEEKDAY_YEAR_FORMAT = "l, j F Y"
SHORT_WEEKDAY_FORMAT = "D, j F"
TINY_WEEKDAY_FORMAT = "D j M"
WEEKDAY_TIME_FORMAT = "D, j M, H:i"
