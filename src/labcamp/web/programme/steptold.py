# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""A step of the draft in words: what it did, and what it did to the wishes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from labcamp.programme.models import DraftStep, Proposal, Room
from labcamp.series.models import Edition

Kind = DraftStep.Kind
MOST_NAMES = 4


@dataclass(frozen=True, slots=True)
class Told:
    """`what` completes "Undo: …", `outcome` says how it stands after the step, `price` the rest."""

    number: int
    what: str
    outcome: str
    price: str
    session: int


@dataclass(frozen=True)
class Names:
    """Titles and rooms of the steps on a page, looked up once; what is withdrawn has no title."""

    titles: dict[int, tuple[int, str]]
    rooms: dict[int, str]
    zone: ZoneInfo

    @classmethod
    def of(cls, edition: Edition, steps: Iterable[DraftStep | None]) -> Names:
        known = [step for step in steps if step is not None]
        keys = {int(key) for step in known for key in list(step.changes)[:MOST_NAMES]}
        keys |= {step.session_id for step in known if step.session_id}
        rows = Proposal.objects.filter(edition=edition, pk__in=keys)
        rows = rows.exclude(state=Proposal.State.WITHDRAWN) if known else rows.none()
        rooms = Room.objects.filter(edition=edition) if known else Room.objects.none()
        return cls(
            {pk: (n, title) for pk, n, title in rows.values_list("pk", "number", "title")},
            dict(rooms.values_list("pk", "name")),
            ZoneInfo(edition.time_zone),
        )

    def title(self, key: int | None) -> str:
        known = self.titles.get(key or 0)
        if known is None:
            return _("a session that is no longer there")
        return _("“%(title)s”") % {"title": known[1]}

    def spot(self, rows: list[Any]) -> str:
        if not rows:
            return ""
        moment = datetime.fromisoformat(rows[0][1]).astimezone(self.zone).replace(tzinfo=None)
        room = self.rooms.get(rows[0][0], "–")
        return f"{date_format(moment, 'D H:i')} {room}"


def step_told(step: DraftStep | None, names: Names) -> Told | None:
    if step is None:
        return None
    what, outcome = _words(step, names)
    number = names.titles.get(step.session_id or 0, (0, ""))[0]
    return Told(step.pk, what, outcome, _price(step), number)


def _words(step: DraftStep, names: Names) -> tuple[str, str]:
    if step.kind == Kind.MOVED:
        return _moved(step, names)
    if step.kind == Kind.PINNED:
        return _pinned(step, names)
    count = len(step.changes)
    some = ngettext("%(n)s session", "%(n)s sessions", count) % {"n": count}
    slots, room = len(step.raster.get("slots", ())), step.raster.get("room", {}).get("name", "")
    words = {
        Kind.BEGUN: _("the draft begun"),
        Kind.SOLVED: _("timetable made anew (%(some)s)") % {"some": some},
        Kind.MENDED: _("timetable mended (%(some)s)") % {"some": some},
        Kind.ADOPTED: _("variant taken over (%(some)s)") % {"some": some},
        Kind.ROOM_REMOVED: _("room “%(room)s” removed (%(some)s)") % {"room": room, "some": some}
        if count
        else _("room “%(room)s” removed") % {"room": room},
        Kind.SLOT_CHANGED: _("slot moved (%(some)s)") % {"some": some}
        if count
        else _("slot or break changed"),
        Kind.SLOT_REMOVED: _("slot or break removed"),
        Kind.SLOTS_ADDED: ngettext("%(n)s slot or break added", "%(n)s slots added", slots)
        % {"n": slots},
    }
    said = words[Kind(step.kind)]
    return said, said[:1].upper() + said[1:]


def _moved(step: DraftStep, names: Names) -> tuple[str, str]:
    before, after = step.changes.get(str(step.session_id), [[], []])
    title, at = names.title(step.session_id), {"old": names.spot(before), "new": names.spot(after)}
    others = [int(key) for key in step.changes if int(key) != step.session_id]
    if len(others) > 1:
        at |= {"title": title, "some": ", ".join(names.title(key) for key in others)}
        return (
            _("%(title)s swapped with %(some)s") % at,
            _("%(title)s now %(new)s, where it was now %(some)s") % at,
        )
    if others:
        at |= {"title": title, "other": names.title(others[0])}
        if before:
            at |= {"old": names.spot(step.changes[str(others[0])][1])}
            return (
                _("%(title)s and %(other)s swapped") % at,
                _("%(title)s now %(new)s, %(other)s now %(old)s") % at,
            )
        return (
            _("%(title)s put in the place of %(other)s") % at,
            _("%(title)s now %(new)s, %(other)s without a place") % at,
        )
    at |= {"title": title}
    if not after:
        return _("%(title)s taken off %(old)s") % at, _("%(title)s now without a place") % at
    if not before:
        return _("%(title)s put at %(new)s") % at, _("%(title)s now %(new)s") % at
    return _("%(title)s from %(old)s to %(new)s") % at, _("%(title)s now %(new)s") % at


def _pinned(step: DraftStep, names: Names) -> tuple[str, str]:
    after = step.changes.get(str(step.session_id), [[], []])[1]
    pinned = bool(after and after[0][4])
    words = _("%(title)s pinned") if pinned else _("%(title)s let go")
    said = words % {"title": names.title(step.session_id)}
    return said, said


def _price(step: DraftStep) -> str:
    if step.lost_before is None or step.lost_after is None or step.kind == Kind.PINNED:
        return ""
    more = step.lost_after - step.lost_before
    if more > 0:
        return ngettext("%(n)s more wish lost", "%(n)s more wishes lost", more) % {"n": more}
    if more < 0:
        return ngettext("%(n)s wish fewer lost", "%(n)s wishes fewer lost", -more) % {"n": -more}
    return _("as many wishes lost as before")
