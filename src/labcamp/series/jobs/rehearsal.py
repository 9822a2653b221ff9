# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""The end of rehearsals that nobody threw away."""

from __future__ import annotations

from datetime import datetime

from labcamp.core.access import system
from labcamp.core.jobs import every
from labcamp.core.record import Fact, after
from labcamp.series import facts
from labcamp.series.actions import rehearsal
from labcamp.series.models import Edition


@every("night")
def throw_old_rehearsals_away(now: datetime) -> None:
    """May run twice: what is gone stays gone."""
    rehearsal.throw_away_old(now)


@after(facts.EDITION_CHANGED)
def throw_the_rehearsal_of_an_archived_edition_away(fact_id: int) -> None:
    """May run twice: what is gone stays gone."""
    edition = Edition.objects.filter(pk=Fact.objects.get(pk=fact_id).about_id).first()
    if edition is not None:
        rehearsal.throw_away_with(edition, by=system("rehearsals"))
