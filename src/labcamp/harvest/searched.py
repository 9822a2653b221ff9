# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""What of the harvest is found by words."""

from labcamp.core import search
from labcamp.core.search.index import Texts
from labcamp.harvest.models import Item, Report, Term


def _item(item: Item) -> Texts:
    yield item.text, 10
    yield item.told_by, 4
    if item.lab:
        yield item.lab.name, 6
    for topic in item.topics.all():
        yield f"{topic.name_de} {topic.name_en}", 8
    if item.phase:
        yield f"{item.phase.name_de} {item.phase.name_en}", 3


def _report(report: Report) -> Texts:
    yield report.title, 20
    yield report.teaser, 10
    yield report.text, 5


def _term(term: Term) -> Texts:
    yield term.term, 20
    yield term.meaning, 5


search.register(Item, _item, related=("lab", "phase"), prefetch=("topics",))
search.register(Report, _report)
search.register(Term, _term)
