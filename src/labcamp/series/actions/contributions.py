# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Inputs of an edition: asked for or offered; with both yeses they are in the programme."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import Max

from labcamp.core.access import Refused, Viewer, require
from labcamp.core.limits import spend
from labcamp.core.record import record
from labcamp.network.models import Lab
from labcamp.series import facts
from labcamp.series.invented import only_invented
from labcamp.series.models import Contribution, Edition, Part

STATE = Contribution.State
LETTERS = 30  # that one person may cause in an hour
HOUR = timedelta(hours=1)


def ask_for_input(
    edition: Edition, *, title: str, lab: Lab | None, email: str, note: str = "", by: Viewer
) -> Contribution:
    """Ask somebody for an input; the same question twice is one.

    Raises TooMany, and RealAddress in a rehearsal.
    """
    require(by, "edit", edition)
    only_invented(edition, [email] if email else [])
    known = _asked(edition, title, lab, email)
    if known is not None:
        return known
    if email:
        spend(f"inputs:{by.somebody}", most=LETTERS, per=HOUR, now=by.now)
    with transaction.atomic():
        Edition.objects.select_for_update().get(pk=edition.pk)
        return _asked(edition, title, lab, email) or put_question(
            edition, title=title, lab=lab, email=email, note=note, by=by
        )


def put_question(
    edition: Edition, *, title: str, lab: Lab | None, email: str, note: str, by: Viewer
) -> Contribution:
    """The same inside a change that has been allowed already."""
    only_invented(edition, [email] if email else [])
    made = Contribution.objects.create(
        edition=edition, title=title, lab=lab, email=email.strip().lower(), note=note,
        by_id=by.person, state=STATE.ASKED, at=by.now,
    )  # fmt: skip
    record(facts.INPUT_ASKED, about=edition, by=by, input=made.pk)
    return made


@transaction.atomic
def offer_input(edition: Edition, *, title: str, lab: Lab, note: str, by: Viewer) -> Contribution:
    """A lab's member offers an input; offered twice it is one offer."""
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    require(by, "offer-input", edition)
    if lab.pk not in by.labs:
        raise Refused("offer-input")
    made, new = Contribution.objects.get_or_create(
        edition=edition,
        title=title,
        lab=lab,
        state=STATE.OFFERED,
        defaults={"note": note, "by_id": by.person, "at": by.now},
    )
    if new:
        record(facts.INPUT_OFFERED, about=edition, by=by, input=made.pk)
    return made


@transaction.atomic
def answer_question(asked: Contribution, *, title: str, joins: bool, by: Viewer) -> Contribution:
    """The asked side's answer, by the address in its letter; a second one may still change it."""
    edition = Edition.objects.select_for_update().get(pk=asked.edition_id)
    asked = Contribution.objects.select_related("part").get(pk=asked.pk)
    if asked.state == STATE.OFFERED or edition.state != Edition.State.PLANNED:
        raise Refused("answer")
    return _settle(asked, edition, joins=joins, title=title, by=by)


@transaction.atomic
def answer_offer(offered: Contribution, *, joins: bool, by: Viewer) -> Contribution:
    """The hosts' answer to an offer."""
    edition = Edition.objects.select_for_update().get(pk=offered.edition_id)
    require(by, "edit", edition)
    offered = Contribution.objects.select_related("part").get(pk=offered.pk)
    return _settle(offered, edition, joins=joins, title=offered.title, by=by)


def _settle(
    one: Contribution, edition: Edition, *, joins: bool, title: str, by: Viewer
) -> Contribution:
    wanted = STATE.CONFIRMED if joins else STATE.DECLINED
    if one.state == wanted and one.title == title:
        return one
    one.state, one.title, one.answered_at = wanted, title or one.title, by.now
    if joins:
        one.part = _in_programme(one, edition)
    elif one.part is not None:
        part, one.part = one.part, None
        one.save()
        part.delete()
    one.save()
    record(facts.INPUT_ANSWERED, about=edition, by=by, input=one.pk, joins=joins)
    return one


def _in_programme(one: Contribution, edition: Edition) -> Part:
    part = one.part or Part(
        edition=edition,
        order=(edition.parts.aggregate(last=Max("order"))["last"] or 0) + 1,
    )
    part.title, part.lab = one.title, one.lab
    part.level = one.lab.level if one.lab else None
    part.save()
    return part


def _asked(edition: Edition, title: str, lab: Lab | None, email: str) -> Contribution | None:
    return Contribution.objects.filter(
        edition=edition, title=title, lab=lab, email=email.strip().lower()
    ).first()
