# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Consent rounds: asking the labs, speaking for one, changing the text, closing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from labcamp.core.access import Audience, Refused, Viewer, require, system
from labcamp.core.actions import Stale
from labcamp.core.instance import current
from labcamp.core.record import record
from labcamp.network import facts
from labcamp.network.consent import Outcome, Stand
from labcamp.network.models import ConsentRound, Lab, Membership, Person, RoundLab, RoundText, Voice
from labcamp.network.queries.consent import (
    labs_with_a_voice,
    present_text,
    tally_of,
    with_everything,
)

OPEN = ConsentRound.State.OPEN


class NobodyToAsk(Exception):
    """No member lab has anybody who speaks for it."""


class Over(Exception):
    """The round has ended; nothing is counted any more."""


@dataclass(frozen=True)
class Asked:
    """A question to the labs and the rules it is decided by; `proposers` are whose matter it is."""

    question: str
    text: str
    kind: str
    closes_at: datetime
    quorum: int
    silence: str
    change_days: int = 7
    proposers: tuple[Lab, ...] = ()
    audience: str = Audience.NETWORK


@transaction.atomic
def open_round(asked: Asked, *, by: Viewer) -> ConsentRound:
    """Put a question to every lab that has a voice today. Raises NobodyToAsk.

    A quorum above the number of labs asked would never be met, so it is lowered to that number.
    """
    require(by, "open-round", current.instance())
    labs = list(labs_with_a_voice())
    if not labs:
        raise NobodyToAsk
    made = ConsentRound.objects.create(
        question=asked.question,
        kind=asked.kind,
        silence=asked.silence,
        quorum=max(1, min(asked.quorum, len(labs))),
        change_days=asked.change_days,
        opened_at=by.now,
        opened_by_id=by.person,
        closes_at=asked.closes_at,
        audience=asked.audience,
    )
    RoundText.objects.create(round=made, number=1, text=asked.text, at=by.now, by_id=by.person)
    own = {lab.pk for lab in asked.proposers}
    RoundLab.objects.bulk_create(
        RoundLab(round=made, lab=lab, proposes=lab.pk in own) for lab in labs
    )
    record(facts.ROUND_OPENED, about=made, by=by)
    return made


@transaction.atomic
def speak(
    asked: ConsentRound, lab: Lab, kind: str, *, reason: str, text: int, by: Viewer
) -> ConsentRound:
    """Give a lab's voice about the text of number `text`.

    Said again it replaces the person's own earlier word. Raises Stale when the text was changed
    since it was read, Over when the round has ended.
    """
    asked = _locked(asked)
    part = _part(asked, lab.pk)
    if asked.state != OPEN or asked.closes_at <= by.now:
        raise Over
    require(by, "speak", part)
    present = present_text(asked)
    if present.number != text:
        raise Stale(present)
    mine = part.voices.filter(person=by.somebody, text=present, taken_back_at=None).first()
    if mine is not None and (mine.kind, mine.reason) == (kind, reason):
        return asked
    if mine is not None:
        mine.taken_back_at = by.now
        mine.save(update_fields=["taken_back_at"])
    given = Voice.objects.create(
        part=part, person_id=by.person, text=present, kind=kind, reason=reason, at=by.now
    )
    record(facts.VOICE_GIVEN, about=asked, by=by, voice=given.pk)
    counted = tally_of(_whole(asked))
    if counted.labs[lab.pk].stand == Stand.CONFLICT:
        record(facts.VOICES_DIFFER, about=asked, by=by, part=part.pk)
    if counted.settled:
        _close(asked, counted.outcome, by)
    return asked


@transaction.atomic
def take_back(voice: Voice, *, by: Viewer) -> Voice:
    """Take back the own word, or as a coordinator a colleague's; it stays on record."""
    asked = _locked(voice.part.round)
    voice = Voice.objects.select_related("part").get(pk=voice.pk)
    if asked.state != OPEN or asked.closes_at <= by.now:
        raise Over
    require(by, "speak", voice.part)
    if voice.person_id != by.person and voice.part.lab_id not in by.speaks_for:
        raise Refused("take-back")
    if voice.taken_back_at is None:
        voice.taken_back_at = by.now
        voice.save(update_fields=["taken_back_at"])
        record(facts.VOICE_TAKEN_BACK, about=asked, by=by, voice=voice.pk)
        counted = tally_of(_whole(asked))
        if counted.settled:
            _close(asked, counted.outcome, by)
    return voice


@transaction.atomic
def send_delegate(part: RoundLab, person: Person | None, *, by: Viewer) -> RoundLab:
    """Let a colleague of the lab speak in this round, or nobody but the coordinators again."""
    _locked(part.round)
    part = RoundLab.objects.get(pk=part.pk)
    require(by, "delegate", part)
    if person is not None and not _belongs(person, part.lab_id):
        raise Refused("delegate")
    if part.delegate != person:
        part.delegate = person
        part.save(update_fields=["delegate"])
        record(
            facts.VOICE_DELEGATED,
            about=part.round,
            by=by,
            part=part.pk,
            to=person.pk if person else None,
        )
    return part


@transaction.atomic
def change_text(
    asked: ConsentRound,
    text: str,
    *,
    change: str,
    number: int,
    answers: Sequence[int] = (),
    by: Viewer,
) -> RoundText:
    """Put a changed text; the round stays open for `change_days` from now at least.

    `answers` are the keys of the objections the change is meant to meet, `number` is that of the
    text it changes. Raises Stale when that is no longer the last one.
    """
    asked = _locked(asked)
    require(by, "change-text", asked)
    before = present_text(asked)
    if before.text == text:
        return before
    if before.number != number:
        raise Stale(before)
    new = RoundText.objects.create(
        round=asked, number=before.number + 1, text=text, change=change, at=by.now, by_id=by.person
    )
    Voice.objects.filter(part__round=asked, pk__in=answers, kind=Voice.Kind.OBJECTION).update(
        answered_in=new
    )
    asked.closes_at = max(asked.closes_at, by.now + timedelta(days=asked.change_days))
    asked.save(update_fields=["closes_at"])
    record(facts.ROUND_TEXT_CHANGED, about=asked, by=by, text=new.pk)
    return new


@transaction.atomic
def withdraw_round(asked: ConsentRound, *, why: str, by: Viewer) -> ConsentRound:
    """End the question without an answer, with the reason on record."""
    asked = ConsentRound.objects.select_for_update().get(pk=asked.pk)
    if asked.state != OPEN:
        return asked
    require(by, "change-text", asked)
    asked.statement = why
    return _end(asked, ConsentRound.State.WITHDRAWN, "", by)


def close_due(now: datetime) -> int:
    """Close every round whose time has come; how many. May run twice: closed ones are over."""
    due = ConsentRound.objects.filter(state=OPEN, closes_at__lte=now).values_list("pk", flat=True)
    return sum(_close_one(key, system("consent", now)) for key in list(due))


@transaction.atomic
def _close_one(key: int, by: Viewer) -> bool:
    asked = ConsentRound.objects.select_for_update().get(pk=key)
    if asked.state != OPEN or asked.closes_at > by.now:
        return False
    _close(asked, tally_of(_whole(asked)).outcome, by)
    return True


def _close(asked: ConsentRound, outcome: Outcome, by: Viewer) -> None:
    agreed = outcome == Outcome.AGREED
    state = ConsentRound.State.AGREED if agreed else ConsentRound.State.NOT_AGREED
    _end(asked, state, "" if agreed else outcome.value, by)


def _end(asked: ConsentRound, state: str, why: str, by: Viewer) -> ConsentRound:
    asked.state, asked.why, asked.closed_at = state, why, by.now
    asked.save(update_fields=["state", "why", "closed_at", "statement"])
    record(facts.ROUND_CLOSED, about=asked, by=by, state=state)
    return asked


def _locked(asked: ConsentRound) -> ConsentRound:
    ConsentRound.objects.select_for_update().get(pk=asked.pk)
    return _whole(asked)


def _whole(asked: ConsentRound) -> ConsentRound:
    return with_everything(ConsentRound.objects.all()).get(pk=asked.pk)


def _part(asked: ConsentRound, lab: int) -> RoundLab:
    part = RoundLab.objects.filter(round=asked, lab=lab).first()
    if part is None:
        raise Refused("speak")
    return part


def _belongs(person: Person, lab: int) -> bool:
    return Membership.objects.filter(person=person, lab=lab, until=None).exists()
