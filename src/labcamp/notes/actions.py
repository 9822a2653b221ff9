# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Writing in pads. An update is stored first and only then acknowledged; none is ever changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction

from labcamp.core.access import Viewer, require
from labcamp.core.actions import Stale
from labcamp.core.limits import spend
from labcamp.core.record import record
from labcamp.notes import crdt, facts
from labcamp.notes.models import Pad, PadUpdate
from labcamp.notes.queries import state_at, text_at
from labcamp.notes.starting import start_for
from labcamp.programme.models import Proposal

MOST = 60_000
"""Characters a pad may hold: some thirty printed pages."""
UPDATE_MOST = 512 * 1024
"""Bytes one update may have."""
SAVES, HOUR = 240, timedelta(hours=1)
"""So often one person may save in an hour: four times a minute."""
TEMPLATE = "template"
"""The client of the first update, which holds the headings a pad begins with."""


class TooLong(Exception):
    """The pad would hold `length` characters, more than MOST, and more than before."""

    def __init__(self, length: int) -> None:
        super().__init__(length)
        self.length = length


class NeverRead(ValueError):
    """There is no such state of the pad, so nobody can have read it."""


@dataclass(frozen=True, slots=True)
class Saved:
    """`sequence` is the update's own; `others` wrote between reading and saving."""

    sequence: int
    changed: bool
    others: bool = False


@transaction.atomic
def begin(proposal: Proposal, *, by: Viewer) -> Pad:
    """Open the session's pad with the headings of its kind; a second call gives the same pad."""
    proposal = Proposal.objects.select_for_update().get(pk=proposal.pk)
    require(by, "take-notes", proposal)
    pad, new = Pad.objects.get_or_create(proposal=proposal)
    if new:
        pad = _locked(pad)
        _store(pad, crdt.rewritten(b"", start_for(proposal)), client=TEMPLATE, by=by, author=None)
        record(facts.PAD_BEGUN, about=pad, by=by)
    return pad


@transaction.atomic
def append(pad: Pad, update: bytes, *, client: str, by: Viewer) -> int:
    """Store one update and give its sequence; the same `client` gives the one stored before.

    Raises Refused, crdt.Unreadable for bytes that are none, crdt.Ahead for one that builds on what
    is not stored, TooLong; then nothing is stored.
    """
    pad = _locked(pad)
    require(by, "write", pad)
    known = _stored(pad, client)
    return _store(pad, update, client=client, by=by, author=by.person) if known is None else known


@transaction.atomic
def save(pad: Pad, typed: str, *, read_at: int, client: str, by: Viewer) -> Saved:
    """Merge what somebody typed into what the pad has become since they read it.

    `read_at` is the sequence whose text was in the form. What was typed becomes changes of that
    text, so nobody's words are overwritten. Raises Refused, NeverRead, TooLong, TooMany.
    """
    pad = _locked(pad)
    require(by, "write", pad)
    known = _stored(pad, client)
    if known is not None:
        return Saved(known, changed=True)
    if not 0 <= read_at <= pad.sequence:
        raise NeverRead
    update = crdt.rewritten(state_at(pad, read_at), typed.replace("\r\n", "\n"))
    if not update:
        return Saved(pad.sequence, changed=False, others=read_at < pad.sequence)
    spend(f"pad:{by.somebody}", most=SAVES, per=HOUR, now=by.now)
    others = read_at < pad.sequence
    sequence = _store(pad, update, client=client, by=by, author=by.person)
    return Saved(sequence, changed=True, others=others)


@transaction.atomic
def bring_back(pad: Pad, sequence: int, *, seen: int, by: Viewer) -> Saved:
    """Make an earlier state the present text, as one more update: what came since stays on record.

    Raises Stale when somebody wrote after `seen`, the sequence that was shown as the present one.
    """
    pad = _locked(pad)
    require(by, "write", pad)
    if not 0 < sequence <= pad.sequence:
        raise NeverRead
    if seen != pad.sequence:
        raise Stale(pad)
    update = crdt.rewritten(bytes(pad.state), text_at(pad, sequence))
    if not update:
        return Saved(pad.sequence, changed=False)
    client = f"back-{sequence}-{seen}"
    stored = _store(pad, update, client=client, by=by, author=by.person)
    record(facts.STATE_BROUGHT_BACK, about=pad, by=by, sequence=sequence)
    return Saved(stored, changed=True)


def _locked(pad: Pad) -> Pad:
    return Pad.objects.select_for_update(of=("self",)).get(pk=pad.pk)


def _stored(pad: Pad, client: str) -> int | None:
    return pad.updates.filter(client=client).values_list("sequence", flat=True).first()


def _store(pad: Pad, update: bytes, *, client: str, by: Viewer, author: int | None) -> int:
    """Into the log and into what it comes to; the pad is locked."""
    if len(update) > UPDATE_MOST:
        raise TooLong(len(update))
    become = crdt.merged(bytes(pad.state), update)
    if len(become.text) > max(MOST, len(pad.text)):
        raise TooLong(len(become.text))
    pad.sequence += 1
    PadUpdate.objects.create(
        pad=pad, sequence=pad.sequence, author_id=author, client=client, update=update, at=by.now
    )
    pad.state, pad.text = become.state, become.text
    if client != TEMPLATE:
        pad.written_at, pad.written_by_id = by.now, author
    pad.save(update_fields=["sequence", "state", "text", "written_at", "written_by"])
    return pad.sequence
