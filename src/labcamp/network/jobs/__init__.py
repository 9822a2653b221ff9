# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""What follows the network's facts and its clock. A letter's key makes a second run harmless."""

from labcamp.network.jobs import consent, labs, stewards

__all__ = ["consent", "labs", "stewards"]
