# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""All tables of the ground floor, gathered for Django."""

from labcamp.core.files.models import Upload
from labcamp.core.instance.models import Instance, LegalPage, Level, Phase, Topic
from labcamp.core.jobs import Job, Tick
from labcamp.core.limits import Allowance
from labcamp.core.mail.models import CaughtLetter, Letter
from labcamp.core.record import Fact, Stamp
from labcamp.core.search.models import Gram, Posting, Word
from labcamp.core.sources import Source

__all__ = [
    "Allowance",
    "CaughtLetter",
    "Fact",
    "Gram",
    "Instance",
    "Job",
    "LegalPage",
    "Letter",
    "Level",
    "Phase",
    "Posting",
    "Source",
    "Stamp",
    "Tick",
    "Topic",
    "Upload",
    "Word",
]
