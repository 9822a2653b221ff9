# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Taking files in: all or nothing."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from labcamp.core import search
from labcamp.core.access import Viewer, require
from labcamp.core.instance.models import Instance, Level, Phase
from labcamp.core.record import record
from labcamp.network.models import Lab
from labcamp.paper.models import Paper
from labcamp.portability import facts
from labcamp.portability.history import harvest, intake, labs, series, words
from labcamp.portability.history.checking import Known, strangers, troubles
from labcamp.portability.report import Line, Outcome, Report
from labcamp.portability.trouble import Broken
from labcamp.series.models import Edition, Series


@transaction.atomic
def import_history(data: dict[str, Any], *, by: Viewer, rehearsal: bool = False) -> Report:
    """Take a history file in as a whole and say what became of each record.

    Raises Broken, with every place that is wrong, before anything is changed; Refused unless `by`
    may set the instance up. A rehearsal does all the work and undoes it.
    """
    require(by, "set-up", Instance.objects.get_or_create(pk=1)[0])
    wrong = troubles(data, known())
    if wrong:
        raise Broken(wrong)
    work = intake.Intake(data, by)
    intake.take_words(work)
    intake.take_sources(work)
    intake.take_networks(work)
    labs.take_labs(work)
    series.take_series(work)
    series.take_editions(work)
    harvest.take_items(work)
    harvest.take_papers(work)
    harvest.take_terms(work)
    report = work.ledger.report
    if report.changed:
        _finish(report, work, by)
    report.lines += [Line(Outcome.LEFT_OUT, t.at, "", t.says) for t in strangers(data)]
    report.rehearsal = rehearsal
    transaction.set_rollback(rehearsal)
    return report


def _finish(report: Report, work: intake.Intake, by: Viewer) -> None:
    """Make everything findable, and put the import itself on record."""
    search.reindex()
    about = work.series or Series.objects.order_by("pk").first() or Instance.objects.get(pk=1)
    counts = {outcome.name.lower(): n for outcome, n in report.counts.items()}
    record(facts.HISTORY_IMPORTED, about=about, by=by, **counts)


def known() -> Known:
    """What a file may name without bringing it."""
    shipped = words.shipped()
    return Known(
        levels=frozenset(Level.objects.values_list("key", flat=True)) | shipped["levels"].keys(),
        phases=frozenset(Phase.objects.values_list("key", flat=True)) | shipped["phases"].keys(),
        labs=frozenset(Lab.objects.values_list("slug", flat=True)),
        editions=frozenset(Edition.objects.values_list("slug", flat=True)),
        papers=frozenset(Paper.objects.values_list("slug", flat=True)),
    )
