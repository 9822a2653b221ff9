# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reads that pages share: what came since, earlier states, who wrote as far as that may be told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.db.models.functions import Length

from labcamp.core.access import Viewer, may
from labcamp.network.models import Person
from labcamp.notes import crdt
from labcamp.notes.models import Pad, PadUpdate
from labcamp.programme.models import Giver, Proposal
from labcamp.programme.queries import plan
from labcamp.series.models import Edition, HostTeam, Registration


@dataclass(frozen=True, slots=True)
class State:
    """The pad after one update: who came to it when, and how long it was (`more` or less)."""

    sequence: int
    at: datetime
    author: int | None
    client: str
    length: int
    more: int

    @property
    def less(self) -> int:
        return -self.more


@dataclass(frozen=True, slots=True)
class Line:
    """A session and how far its pad is; `length` in characters, None without a pad."""

    number: int
    title: str
    starts_at: datetime | None
    cancelled: bool
    length: int | None = None
    written_at: datetime | None = None
    updates: int = 0


@dataclass(frozen=True, slots=True)
class Ways:
    """What the page of a session may say about its pad."""

    pad: bool
    may_begin: bool


def since(pad: Pad, sequence: int) -> list[PadUpdate]:
    """What was stored after `sequence`, in order."""
    return list(pad.updates.filter(sequence__gt=sequence).order_by("sequence"))


def state_at(pad: Pad, sequence: int) -> bytes:
    """Everything up to and with `sequence` in one update; the pad's own is at hand."""
    if sequence == pad.sequence:
        return bytes(pad.state)
    return crdt.replayed(_updates(pad, sequence)) if sequence else b""


def text_at(pad: Pad, sequence: int) -> str:
    """The text after the update of that sequence, which is at least 1."""
    return pad.text if sequence == pad.sequence else crdt.texts(_updates(pad, sequence))[-1]


def _updates(pad: Pad, upto: int) -> list[bytes]:
    rows = pad.updates.filter(sequence__lte=upto).order_by("sequence")
    return [bytes(update) for update in rows.values_list("update", flat=True)]


def history(pad: Pad) -> list[State]:
    """Every state, the newest first: one query, and every update applied once."""
    rows = list(pad.updates.order_by("sequence"))
    lengths = [len(text) for text in crdt.texts(bytes(row.update) for row in rows)]
    return [
        State(row.sequence, row.at, row.author_id, row.client, now, now - before)
        for row, now, before in zip(rows, lengths, [0, *lengths], strict=False)
    ][::-1]


def names(edition: Edition, people: Iterable[int | None], viewer: Viewer) -> dict[int, str]:
    """Names of writers, as far as the viewer may know that they take part.

    That is: by the list of those who come, as somebody told to give a session the viewer sees,
    within the host team, and always one's own.
    """
    asked = {person for person in people if person is not None}
    if not asked:
        return {}
    given = Giver.objects.filter(person__in=asked, proposal__edition=edition)
    seen = given.filter(proposal__in=Proposal.objects.visible_to(viewer).values("pk"))
    found = dict(seen.order_by("-pk").values_list("person", "name"))
    coming = Registration.objects.visible_to(viewer).filter(
        edition=edition, person__in=asked, state=Registration.State.HELD
    )
    known = Q(pk__in=coming.values("person")) | Q(pk=viewer.person)
    if edition.pk in viewer.hosting:
        known |= Q(pk__in=HostTeam.objects.filter(edition=edition).values("person"))
    told = Person.objects.filter(known, pk__in=asked)
    return {pk: name for pk, name in (found | dict(told.values_list("pk", "name"))).items() if name}


def ways(proposal: Proposal, viewer: Viewer) -> Ways:
    """Whether the session has a pad the viewer reads, or may be given one."""
    if viewer.person is None:
        return Ways(Pad.objects.visible_to(viewer).filter(proposal=proposal).exists(), False)
    pad = Pad.objects.visible_to(viewer).filter(proposal=proposal).exists()
    return Ways(pad, not pad and may(viewer, "take-notes", proposal))


def begun(edition: Edition, viewer: Viewer) -> frozenset[int]:
    """Numbers of the sessions whose pad the viewer reads."""
    pads = Pad.objects.visible_to(viewer).filter(proposal__edition=edition)
    return frozenset(pads.values_list("proposal__number", flat=True))


def of_edition(edition: Edition, viewer: Viewer) -> list[Line]:
    """Sessions of the programme by time, then those that left it but have a pad."""
    pads = Pad.objects.visible_to(viewer).filter(proposal__edition=edition)
    rows = pads.order_by("proposal__number").values_list(
        "proposal__number", "proposal__title", Length("text"), "written_at", "sequence"
    )
    found = {number: (title, told) for number, title, *told in rows}
    seen = plan.seen(edition, viewer)
    lines = []
    for one in plan.entries(seen) if seen else []:
        if one.number:
            _title, told = found.pop(one.number, ("", ()))
            lines.append(Line(one.number, one.title, one.starts_at, one.cancelled, *told))
    left = [Line(n, title, None, False, *told) for n, (title, told) in found.items()]
    return lines + left
