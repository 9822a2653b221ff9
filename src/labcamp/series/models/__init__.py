# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
from labcamp.series.models.arrival import DeskTick
from labcamp.series.models.baton import HostCall, HostOffer, OfferLab, Takeover
from labcamp.series.models.contribution import Contribution
from labcamp.series.models.edition import Edition, EditionRole, Part
from labcamp.series.models.handover import Area, Controller, LogEntry, Occasion, Task, TemplateTask
from labcamp.series.models.mailing import Invitation, Mailing
from labcamp.series.models.registration import (
    Answer,
    ErasedPlaces,
    KeptSeats,
    Question,
    Registration,
    RegistrationDesk,
)
from labcamp.series.models.series import Hint, Partner, Series
from labcamp.series.models.team import HostTeam

__all__ = [
    "Answer",
    "Area",
    "Contribution",
    "Controller",
    "DeskTick",
    "Edition",
    "EditionRole",
    "ErasedPlaces",
    "Hint",
    "HostCall",
    "HostOffer",
    "HostTeam",
    "Invitation",
    "KeptSeats",
    "LogEntry",
    "Mailing",
    "Occasion",
    "OfferLab",
    "Part",
    "Partner",
    "Question",
    "Registration",
    "RegistrationDesk",
    "Series",
    "Takeover",
    "Task",
    "TemplateTask",
]
