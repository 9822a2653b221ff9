# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""What follows the series' facts and its clock. A letter's key makes a second run harmless."""

from labcamp.series.jobs import baton, desk, handover, rehearsal

__all__ = ["baton", "desk", "handover", "rehearsal"]
