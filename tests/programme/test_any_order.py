# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Whatever hosts and givers do, in whatever order: what is published stays sound, undo never sticks."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from itertools import combinations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.builders.programme import (
    KEEPER,
    a_participant,
    a_session,
    an_edition,
    rooms_of,
    seen_as,
    slots_of,
)

from labcamp.core.access import Refused
from labcamp.core.actions import Stale
from labcamp.programme.actions import (
    delay,
    ownmove,
    proposals,
    queue,
    raster,
    solving,
    theday,
    timetable,
    undoing,
)
from labcamp.programme.actions.proposals import Offer
from labcamp.programme.actions.raster import RoomWords, Span
from labcamp.programme.actions.theday import Place
from labcamp.programme.actions.timetable import Spot
from labcamp.programme.models import DraftStep, Placement, Planning, Proposal, Slot, Timetable
from labcamp.programme.queries.broken import broken_of
from labcamp.programme.queries.desk import in_a_break
from labcamp.programme.queries.draft import draft_of
from labcamp.programme.queries.theday import day_of_edition, free_places

pytestmark = pytest.mark.django_db

REFUSALS = (
    Refused,
    Stale,
    timetable.DoesNotFit,
    timetable.NothingToPublish,
    timetable.NotInTheProgramme,
    raster.Overlaps,
    raster.InUse,
    delay.InTheWay,
    theday.PlaceTaken,
    theday.InTheRoom,
)
"""What an action may answer; the pages have words for each. Anything else is a fault."""

MINUTE = timedelta(minutes=1)


class Camp:
    """One edition with two rooms, three slots, four sessions (one of two slots) and their giver."""

    def __init__(self):
        self.edition = an_edition()
        rooms_of(self.edition)
        slots_of(self.edition)
        self.giver = a_participant(self.edition, "Kim Beispiel")
        for title in "ABC":
            a_session(self.edition, title, by=self.giver)
        a_session(self.edition, "lang", by=self.giver, minutes=100)
        Planning.objects.filter(edition=self.edition).update(own_moves="any")
        solving.solve(self.edition, by=KEEPER, seconds=0.05)
        self.publish(0, 0)

    # What hosts do at their desk

    def publish(self, _a, _b):
        draft = draft_of(self.edition)
        if draft is not None:
            seen = [key for key, _number, _title in in_a_break(draft)]
            seen += [one.key for one in broken_of(draft)]
            timetable.publish(self.edition, number=draft.number, by=KEEPER, despite=seen)

    def move(self, a, b):
        session = self.session(a)
        slots, rooms = list(self.slots()), list(self.edition.rooms.all())
        draft = draft_of(self.edition) or self.published()
        mine = Placement.objects.filter(timetable=draft, proposal=session).first()
        was = Spot(mine.starts_at, mine.room_id) if mine else None
        if not slots or not rooms or b % 7 == 6:
            timetable.move(session, slot=None, room=None, was=was, instead=(), by=KEEPER)
            return
        slot, room = slots[b % len(slots)], rooms[a % len(rooms)]
        there = Placement.objects.filter(timetable=draft, room=room).exclude(proposal=session)
        there = there.filter(starts_at__lt=slot.ends_at, ends_at__gt=slot.starts_at)
        instead = list(there.values_list("proposal", flat=True))
        timetable.move(session, slot=slot, room=room, was=was, instead=instead, by=KEEPER)

    def pin(self, a, b):
        timetable.pin(self.session(a), pinned=bool(b % 2), by=KEEPER)

    def solve(self, a, b):
        if self.edition.rooms.exists() and self.slots().exists():
            solving.solve(self.edition, by=KEEPER, seed=a + 1, seconds=0.02, gently=bool(b % 2))

    def undo(self, _a, _b):
        step = undoing.next_undo(self.edition)
        if step is not None:
            undoing.undo(self.edition, step.pk, by=KEEPER)

    def redo(self, _a, _b):
        step = undoing.next_redo(self.edition)
        if step is not None:
            undoing.redo(self.edition, step.pk, by=KEEPER)

    # What they change below the plan

    def add_slot(self, a, b):
        last = self.edition.slots.last()
        starts = last.ends_at + 5 * MINUTE
        span = Span(starts, starts + (20 + 10 * b) * MINUTE, "Tee", common=a % 3 == 2)
        raster.add_slots(self.edition, [span], by=KEEPER)

    def change_slot(self, a, b):
        slots = list(self.edition.slots.all())
        slot = slots[a % len(slots)]
        later = (b - 4) * 5 * MINUTE
        span = Span(slot.starts_at + later, slot.ends_at + later + b * MINUTE, "Tee", a % 5 == 4)
        version = Planning.objects.get(edition=self.edition).version
        raster.change_slot(slot, span, version=version, by=KEEPER)

    def remove_slot(self, a, _b):
        if self.edition.slots.count() > 1:
            slots = list(self.edition.slots.all())
            raster.remove_slot(slots[a % len(slots)], by=KEEPER)

    def remove_room(self, a, _b):
        rooms = list(self.edition.rooms.all())
        if len(rooms) > 1:
            raster.remove_room(rooms[a % len(rooms)], by=KEEPER)

    def add_room(self, a, _b):
        raster.save_room(self.edition, RoomWords(f"Raum {a}"), by=KEEPER)

    # What happens on the day

    def cancel(self, a, _b):
        timetable.set_cancelled(self.session(a), cancelled=True, by=KEEPER)

    def bring_back(self, a, _b):
        theday.bring_back_now(self.session(a), by=KEEPER)

    def move_now(self, a, b):
        placed, place = self.free(a, b)
        if place is not None:
            was = Spot(placed.starts_at, placed.room_id)
            theday.move_now(placed.proposal, place, was=was, by=KEEPER)

    def swap_now(self, a, b):
        one, other = self.placed(a), self.placed(b)
        if one is not None and other is not None and one != other:
            spots = [Spot(some.starts_at, some.room_id) for some in (one, other)]
            theday.swap_now(
                one.proposal, other.proposal, was=spots[0], other_was=spots[1], by=KEEPER
            )

    def end_now(self, a, b):
        placed = self.placed(a)
        if placed is not None:
            ends = placed.ends_at + (b - 4) * 4 * MINUTE
            was = Spot(placed.starts_at, placed.room_id)
            theday.end_now(placed.proposal, ends, was=was, until=placed.ends_at, by=KEEPER)

    def add_now(self, a, b):
        _placed, place = self.free(None, b)
        if place is not None:
            offer = Offer(title=f"Neu {a}", givers=(("Alex Beispiel", ""),))
            token = f"00000000-0000-4000-8000-{self.edition.pk:06d}{a:06d}"
            theday.add_now(self.edition, offer, place, token=token, by=KEEPER)

    def delay(self, a, b):
        placed = self.placed(a)
        if placed is not None:
            minutes, number = 5 * (b - 3) or 5, self.published().number
            delay.delay_now(self.edition, placed.starts_at, minutes, number=number, by=KEEPER)

    # What givers do

    def move_own(self, a, b):
        session = self.session(a)
        slots, rooms = list(self.slots()), list(self.edition.rooms.all())
        mine = Placement.objects.filter(timetable=self.published(), proposal=session).first()
        was = Spot(mine.starts_at, mine.room_id) if mine else None
        if slots and rooms and session.by_id == self.giver.pk and not (mine and mine.cancelled):
            ownmove.move_own(
                session, slot=slots[b % len(slots)], room=rooms[a % len(rooms)], was=was,
                by=seen_as(self.giver),
            )  # fmt: skip

    def withdraw(self, a, b):
        session = self.session(a)
        if b > 5 and session.state == Proposal.State.OFFERED:
            proposals.withdraw(session, by=KEEPER)

    def offer_again(self, a, _b):
        gone = list(self.edition.proposals.filter(state="withdrawn"))
        if gone:
            proposals.offer_again(gone[a % len(gone)], by=KEEPER)

    def park(self, a, b):
        session = self.session(a)
        if session.state == Proposal.State.OFFERED and b > 4:
            queue.park(session, by=KEEPER)
        elif session.state == Proposal.State.PARKED:
            queue.take(session, by=KEEPER)

    # What is looked at

    def slots(self):
        return Slot.objects.filter(edition=self.edition, common=False)

    def published(self):
        return Timetable.objects.get(edition=self.edition, state="published")

    def session(self, a):
        some = list(self.edition.proposals.filter(state__in=[*Proposal.PLACEABLE, "parked"]))
        return some[a % len(some)] if some else a_session(self.edition, "D", by=self.giver)

    def placed(self, a):
        rows = Placement.objects.filter(timetable=self.published(), proposal__isnull=False)
        some = list(rows.filter(proposal__state__in=Proposal.PLACEABLE).select_related("proposal"))
        return some[a % len(some)] if some else None

    def free(self, a, b):
        placed = None if a is None else self.placed(a)
        day = day_of_edition(self.edition, KEEPER.now)
        some = free_places(day, KEEPER.now, placed) if day else []
        if not some or (a is not None and placed is None):
            return placed, None
        one = some[b % len(some)]
        return placed, Place(one.room, one.starts_at, one.ends_at)

    def is_sound(self):
        """No room holds two at once, nobody stands twice, breaks stand as they should."""
        for version in Timetable.objects.filter(edition=self.edition):
            rows = list(version.placements.exclude(proposal=None).select_related("proposal"))
            assert len({row.proposal_id for row in rows}) == len(rows)
            running = [row for row in rows if row.room_id and not row.cancelled]
            for one, other in combinations(running, 2):
                meet = one.starts_at < other.ends_at and other.starts_at < one.ends_at
                assert not (meet and one.room_id == other.room_id), (
                    version.state, one.proposal.title, other.proposal.title
                )  # fmt: skip
        draft = draft_of(self.edition)
        if draft is not None:
            stand = draft.placements.filter(proposal=None).values_list("starts_at", "ends_at")
            common = Slot.objects.filter(edition=self.edition, common=True)
            assert sorted(stand) == sorted(common.values_list("starts_at", "ends_at"))

    def calendars_are_sound(self):
        """From version to version a session's number grows exactly when its place changed."""
        before = {}
        for version in (
            Timetable.objects.filter(edition=self.edition).exclude(state="draft").order_by("number")
        ):
            now = {row.proposal_id: row for row in version.placements.exclude(proposal=None)}
            for key, row in now.items():
                old = before.get(key)
                if old is not None:
                    same = (old.starts_at, old.ends_at, old.room_id, old.cancelled) == (
                        row.starts_at, row.ends_at, row.room_id, row.cancelled
                    )  # fmt: skip
                    assert row.sequence == old.sequence + (not same)
            before = now


DESK = ("move", "move", "move", "pin", "solve", "publish", "undo", "undo", "redo")
BELOW = ("add_slot", "change_slot", "change_slot", "remove_slot", "remove_room", "add_room")
DAY = ("cancel", "bring_back", "move_now", "swap_now", "end_now", "add_now", "delay")
GIVERS = ("move_own", "withdraw", "offer_again", "park")
DOINGS = st.lists(
    st.tuples(
        st.sampled_from((*DESK, *BELOW, *DAY, *GIVERS)), st.integers(0, 9), st.integers(0, 9)
    ),
    min_size=1,
    max_size=12,
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(DOINGS)
def test_what_is_published_is_sound_whatever_was_done_and_all_can_be_undone(db, doings):
    camp = Camp()
    for name, a, b in doings:
        with suppress(*REFUSALS):
            getattr(camp, name)(a, b)
        camp.is_sound()
    camp.calendars_are_sound()
    for _ in range(DraftStep.objects.filter(edition=camp.edition, undone=False).count()):
        camp.undo(0, 0)
        camp.is_sound()
    assert undoing.next_undo(camp.edition) is None
