# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
from labcamp.series.models.edition import Edition, EditionRole, Part
from labcamp.series.models.series import Hint, Partner, Series
from labcamp.series.models.team import HostTeam, Registration

__all__ = [
    "Edition",
    "EditionRole",
    "Hint",
    "HostTeam",
    "Part",
    "Partner",
    "Registration",
    "Series",
]
