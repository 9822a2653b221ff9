# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
from labcamp.network.models.lab import Lab, LabName, Membership, Vouch
from labcamp.network.models.person import Person, Steward

__all__ = ["Lab", "LabName", "Membership", "Person", "Steward", "Vouch"]
