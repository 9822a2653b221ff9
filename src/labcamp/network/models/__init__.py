# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
from labcamp.network.models.consent import ConsentRound, RoundLab, RoundText, Voice
from labcamp.network.models.joining import JoinRequest
from labcamp.network.models.lab import Lab, LabName, Membership, Vouch
from labcamp.network.models.nomination import Nomination
from labcamp.network.models.person import Person, Steward

__all__ = [
    "ConsentRound",
    "JoinRequest",
    "Lab",
    "LabName",
    "Membership",
    "Nomination",
    "Person",
    "RoundLab",
    "RoundText",
    "Steward",
    "Voice",
    "Vouch",
]
