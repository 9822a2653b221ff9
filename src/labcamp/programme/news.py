# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Whom a change of the programme touches: what they know against what holds. Values in, values out.

Somebody is touched by sessions they give or firmly want. What they know of a session is the version
they were last told of, or the one that held when they marked it, whichever is later.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Stand:
    """Where and when a session stands in one version."""

    starts_at: datetime
    ends_at: datetime
    room: str
    cancelled: bool


@dataclass(frozen=True, slots=True)
class Touch:
    """One session of one person; `since` is when they marked it (None: they give it)."""

    session: int
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class News:
    """What is different: "added", "moved", "lasts", "cancelled", "back" or "dropped"."""

    session: int
    what: str
    before: Stand | None
    after: Stand | None


Plan = Mapping[int, Stand]
"""The sessions of one version by their key."""


@dataclass(frozen=True, slots=True)
class Version:
    """One published version, as far as it matters here."""

    key: int
    number: int
    published_at: datetime
    plan: Plan


def known(touch: Touch, told: Version | None, versions: list[Version]) -> Plan:
    """The version the person knows of this session; `versions` are in the order of publication."""
    marked = None
    if touch.since is not None:
        marked = next((v for v in reversed(versions) if v.published_at <= touch.since), None)
    both = [version for version in (told, marked) if version]
    return max(both, key=lambda version: version.published_at).plan if both else {}


def news_for(
    touches: list[Touch], told: Version | None, versions: list[Version], now: datetime
) -> list[News]:
    """What the person has not heard of sessions that are not over; the newest version counts."""
    present = versions[-1].plan
    found = []
    for touch in touches:
        before = known(touch, told, versions).get(touch.session)
        after = present.get(touch.session)
        what = _what(before, after)
        ends = max((one.ends_at for one in (before, after) if one), default=now)
        if what and ends > now:
            found.append(News(touch.session, what, before, after))
    return sorted(found, key=_order)


def differences(before: Plan, after: Plan) -> list[News]:
    """Everything that is not the same in two versions, in the order of time."""
    both = ((key, before.get(key), after.get(key)) for key in before.keys() | after.keys())
    found = [News(key, what, old, new) for key, old, new in both if (what := _what(old, new))]
    return sorted(found, key=lambda one: (_order(one), one.session))


def _what(before: Stand | None, after: Stand | None) -> str:
    if before == after or (before is None and after and after.cancelled):
        return ""
    if before is None:
        return "added"
    if after is None:
        return "" if before.cancelled else "dropped"
    if before.cancelled != after.cancelled:
        return "cancelled" if after.cancelled else "back"
    if after.cancelled:
        return ""
    stays = (before.starts_at, before.room) == (after.starts_at, after.room)
    return "lasts" if stays else "moved"


def _order(one: News) -> datetime:
    stand = one.after or one.before
    assert stand is not None, "something is different"
    return stand.starts_at
