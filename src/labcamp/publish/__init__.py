# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Bytes for the outside: schedule files, calendars, feeds and structured data.

The formats here are pure: values in, bytes or values out; no database, no clock, no request.
What may be shown to whom is decided before a value reaches this room, never in it.
"""
