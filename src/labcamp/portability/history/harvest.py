# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""What was learnt and struggled with, the papers, and the words of the field."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from labcamp.core.access import Audience
from labcamp.harvest.models import Item, Term
from labcamp.paper.models import Finding, Paper
from labcamp.portability.history.intake import Intake, Record
from labcamp.portability.history.ledger import Entry
from labcamp.portability.history.series import day_of
from labcamp.portability.report import Outcome

KINDS = {"learnings": Item.Kind.LEARNING, "challenges": Item.Kind.CHALLENGE}


def take_items(intake: Intake) -> None:
    for name, kind in KINDS.items():
        for at, told in intake.records(name):
            if told.get("sensitive"):
                _leave_out(intake, at, told)
            else:
                intake.ledger.put(Item, _item(intake, at, told, kind))


def _item(intake: Intake, at: str, told: Record, kind: Item.Kind) -> Entry:
    return Entry(
        at=at,
        name=told["id"],
        find=Q(key=told["id"]),
        values={
            "key": told["id"],
            "kind": kind,
            "text": told["text"],
            "lab": intake.labs.get(told.get("lab") or ""),
            "told_by": told.get("lab_name") or "",
            "phase": intake.phases.get(told.get("phase") or ""),
            "edition": intake.editions.get(str(told.get("edition") or "")),
        },
        at_first={"audience": Audience.PUBLIC, "at": intake.by.now},
        sets={"topics": intake.topics_of(told), "sources": intake.sources_of(told)},
    )


def _leave_out(intake: Intake, at: str, told: Record) -> None:
    """What speaks of a quarrel or criticises a named organisation is not spread unchecked.

    Nobody here answers for the words, so no audience is narrow enough: a new one is not taken in,
    one that is here already is withdrawn from everybody's sight.
    """
    reason = _("marked as sensitive: have it checked, then take the mark away")
    entry = Entry(
        at=at,
        name=told["id"],
        find=Q(key=told["id"]),
        values={"audience": Audience.AUTHOR},
        why=reason,
    )
    if Item.objects.filter(entry.find).exists():
        intake.ledger.put(Item, entry)
    else:
        intake.ledger.tell(Outcome.LEFT_OUT, entry)


def take_papers(intake: Intake) -> None:
    papers = {paper.slug: paper for paper in Paper.objects.all()}
    for at, told in intake.records("papers"):
        entry = Entry(
            at=at,
            name=told["title"],
            find=Q(slug=told["id"]),
            values=_paper(told),
            at_first={"audience": Audience.PUBLIC},
            sets={"sources": intake.sources_of(told)},
        )
        papers[told["id"]] = intake.ledger.put(Paper, entry)
    for at, told in intake.records("findings"):
        paper = papers[told["paper"]]
        entry = Entry(
            at=at,
            name=f"{told['number']}. {told['title']}",
            find=Q(paper=paper, number=told["number"]),
            values={
                "paper": paper,
                "number": told["number"],
                "title": told["title"],
                "summary": told.get("summary") or "",
                "demands": told.get("demands") or [],
            },
            sets={"topics": intake.topics_of(told), "sources": intake.sources_of(told)},
        )
        intake.ledger.put(Finding, entry)


def _paper(told: Record) -> dict[str, Any]:
    signed = ", ".join(told.get("signatories") or [])
    note = told.get("signatories_note") or ""
    return {
        "slug": told["id"],
        "title": told["title"],
        "status": told.get("status") or "",
        "made_on": day_of(told.get("created")),
        "published_on": day_of(told.get("published")),
        "pages": told.get("pages"),
        "marks": told.get("version_marks") or [],
        "addressees": told.get("addressees") or [],
        "signatories_note": "; ".join(part for part in (signed, note) if part),
        "origin": told.get("origin") or "",
        "structure": told.get("structure") or [],
        "statements": told.get("known_statements") or [],
        "text_note": told.get("full_text_note") or "",
    }


def take_terms(intake: Intake) -> None:
    for at, told in intake.records("vocabulary"):
        entry = Entry(
            at=at,
            name=told["term"],
            find=Q(term=told["term"]),
            values={
                "term": told["term"],
                "identifier": told["identifier"],
                "kind": told["kind"],
                "meaning": told["meaning"],
                "ours": told.get("basis") == "proposed",
            },
            sets={"sources": intake.sources_of(told)},
            on_record=False,
        )
        intake.ledger.put(Term, entry)
