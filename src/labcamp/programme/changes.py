# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""What is different between two versions of a timetable, as plain values."""

from __future__ import annotations

from collections.abc import Iterable

from labcamp.programme.models import Placement

Change = dict[str, object]


def same_place(old: Placement, new: Placement) -> bool:
    return (old.starts_at, old.ends_at, old.room_id, old.cancelled) == (
        new.starts_at,
        new.ends_at,
        new.room_id,
        new.cancelled,
    )


def changes_between(before: Iterable[Placement], after: Iterable[Placement]) -> list[Change]:
    """One entry per session that is not as it was: its number, what happened, from where to where.

    Only numbers are kept, never titles: who reads the list sees the sessions they may see.
    "what" is added, dropped, moved, lasts (it ends at another time), cancelled or back.
    """
    old = {p.proposal_id: p for p in before}
    new = {p.proposal_id: p for p in after}
    found = []
    for key in old.keys() | new.keys():
        was, now = old.get(key), new.get(key)
        if was is not None and now is not None and same_place(was, now):
            continue
        one = now or was
        assert one is not None
        assert one.proposal is not None
        change: Change = {"number": one.proposal.number, "what": _what(was, now)}
        change["before"], change["after"] = _spot(was), _spot(now)
        found.append(change)
    return sorted(found, key=lambda change: str(change["number"]).zfill(12))


def _what(was: Placement | None, now: Placement | None) -> str:
    if was is None:
        return "added"
    if now is None:
        return "dropped"
    if was.cancelled != now.cancelled:
        return "cancelled" if now.cancelled else "back"
    stays = (was.starts_at, was.room_id) == (now.starts_at, now.room_id)
    return "lasts" if stays else "moved"


def _spot(placement: Placement | None) -> list[str] | None:
    if placement is None:
        return None
    room = placement.room.name if placement.room else ""
    return [placement.starts_at.isoformat(), room, placement.ends_at.isoformat()]
