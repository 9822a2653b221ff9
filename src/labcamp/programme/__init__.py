# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Proposals, interest and the timetable of one edition, in versions. Not: who may come."""
