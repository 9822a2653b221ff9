# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Two who act on one programme at once wait for each other, never in a circle (`actions/locks.py`).

SQLite lets one writer in at a time, so there is nothing to see.
"""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from uuid import uuid4

import pytest
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext
from tests.builders.programme import (
    KEEPER,
    a_participant,
    a_session,
    an_edition,
    published,
    rooms_of,
    seen_as,
    slots_of,
)

from labcamp.core.access import Refused
from labcamp.programme.actions import (
    codes,
    conditions,
    following,
    merging,
    proposals,
    queue,
    raster,
    solving,
    timetable,
)
from labcamp.programme.actions.proposals import Offer
from labcamp.programme.actions.raster import RoomWords, Span
from labcamp.programme.models import Interest, InterestCode, Placement, Planning, Proposal

SQLITE = "sqlite" in connection.settings_dict["ENGINE"]
pytestmark = pytest.mark.skipif(SQLITE, reason="one writer at a time")
two_connections = pytest.mark.django_db(transaction=True)
PAUSE = threading.Event()
WAITS = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = %s"


def a_published_edition():
    made = an_edition()
    rooms_of(made)
    slots_of(made)
    for number in (1, 2, 3):
        a_session(made, f"Session {number:03d}")
    solving.solve(made, by=KEEPER, seconds=0.1)
    published(made)
    return made


def session(number=1):
    return Proposal.objects.get(title=f"Session {number:03d}")


def merge():
    stays, goes = session(2), session(1)
    words = merging.Together("Beide", "", 45, "", stays.version, goes.version)
    merging.merge(stays, goes, words, by=KEEPER)


def again():
    proposals.withdraw(session(), by=KEEPER)
    return partial(proposals.offer_again, session(), by=KEEPER)


def from_the_queue(action, **more):
    fields = {"state": "waiting", "audience": "hosts", "number": Proposal.UNSEEN_FROM + 1}
    Proposal.objects.filter(pk=session().pk).update(**fields)
    return partial(action, session(), by=KEEPER, **more)


def parted():
    merge()
    return partial(merging.part, session(1), by=KEEPER)


def draft():
    edition = session().edition
    one = proposals.propose(edition, Offer("X"), token=uuid4(), by=KEEPER, draft=True)
    return partial(proposals.hand_in, one, by=KEEPER)


def edition():
    return session().edition


def moved():
    slot = edition().slots.first()
    span = Span(slot.starts_at + timedelta(minutes=1), slot.ends_at + timedelta(minutes=1))
    version = Planning.objects.get(edition=edition()).version
    return partial(raster.change_slot, slot, span, version=version, by=KEEPER)


def without_planning():
    """The first use makes the row, which refers to the edition."""
    Planning.objects.all().delete()
    return partial(queue.choose_flow, edition(), "queue", by=KEEPER)


ACTIONS = {
    "edit": lambda: partial(proposals.edit, session(), Offer("Y"), version=1, by=KEEPER),
    "withdraw": lambda: partial(proposals.withdraw, session(), by=KEEPER),
    "offer again": again,
    "hand in": draft,
    "take": lambda: from_the_queue(queue.take),
    "park": lambda: from_the_queue(queue.park),
    "send back": lambda: from_the_queue(queue.send_back, words="Hm."),
    "merge": lambda: merge,
    "part": parted,
    "cancel": lambda: partial(timetable.set_cancelled, session(), cancelled=True, by=KEEPER),
    "follow": lambda: partial(following.follow_audience, edition(), by=KEEPER),
    "change a slot": moved,
    "add a room": lambda: partial(raster.save_room, edition(), RoomWords("Neu"), by=KEEPER),
    "choose a flow": without_planning,
    "group": lambda: partial(
        conditions.save_group, edition(), "G", [session(1).pk, session(2).pk], by=KEEPER
    ),
}


@pytest.mark.django_db
@pytest.mark.parametrize("prepare", ACTIONS.values(), ids=ACTIONS)
def test_whoever_changes_the_programme_locks_the_edition_before_anything_else(prepare):
    a_published_edition()
    act = prepare()
    with CaptureQueriesContext(connection) as queries:
        act()
    said = [query["sql"] for query in queries]
    holding = [sql for sql in said if "FOR UPDATE" in sql or sql.startswith(("INS", "UPD", "DEL"))]
    assert 'FROM "series_edition"' in holding[0]


def while_it_waits(first, second):
    """What comes of `second` when `first` has happened but is not yet committed."""

    def other():
        try:
            return second()
        except Exception as refused:  # noqa: BLE001 - it is the answer
            return refused
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as threads:
        with transaction.atomic():
            first()
            answer = threads.submit(other)
            with connection.cursor() as cursor:
                for _ in range(1000):
                    cursor.execute(WAITS, [connection.settings_dict["NAME"]])
                    if cursor.fetchone()[0] or answer.done():
                        break
                    PAUSE.wait(0.01)
        return answer.result(timeout=30)


@two_connections
def test_a_mark_is_not_lost_on_a_session_that_is_being_merged():
    by = seen_as(a_participant(a_published_edition()))
    mark = partial(proposals.mark_interest, session(), strength=2, by=by)
    assert isinstance(while_it_waits(merge, mark), Refused)
    assert not Interest.objects.exists()


@two_connections
def test_marks_by_code_and_a_merge_do_not_wait_for_each_other():
    edition = a_published_edition()
    codes.make_codes(edition, 1, seen=0, by=KEEPER)
    code = InterestCode.objects.get()
    codes.mark_by_code(code, session(), strength=1, by=KEEPER)
    mark = partial(codes.mark_by_code, code, session(), strength=2, by=KEEPER)
    assert isinstance(while_it_waits(merge, mark), Refused)
    assert sorted(Interest.objects.values_list("proposal__title", "strength")) == [
        ("Beide", 1),
        ("Session 001", 1),
    ]


@two_connections
def test_a_code_that_is_being_withdrawn_marks_nothing():
    edition = a_published_edition()
    codes.make_codes(edition, 2, seen=0, by=KEEPER)
    code = InterestCode.objects.first()
    mark = partial(codes.mark_by_code, code, session(), strength=2, by=KEEPER)
    withdraw = partial(codes.withdraw_codes, edition, by=KEEPER)
    assert isinstance(while_it_waits(withdraw, mark), Refused)
    codes.make_codes(edition, 2, seen=0, by=KEEPER)
    mark = partial(
        codes.mark_by_code, InterestCode.objects.first(), session(), strength=2, by=KEEPER
    )
    assert while_it_waits(mark, withdraw) == 1
    assert Interest.objects.count() == 1


@two_connections
def test_a_session_that_is_being_withdrawn_is_not_cancelled():
    a_published_edition()
    withdraw = partial(proposals.withdraw, session(), by=KEEPER)
    cancel = partial(timetable.set_cancelled, session(), cancelled=True, by=KEEPER)
    assert isinstance(while_it_waits(withdraw, cancel), timetable.NotInTheProgramme)
    assert (session().state, session().audience) == ("withdrawn", "author")


@two_connections
def test_a_draft_does_not_begin_with_a_session_that_is_being_parked():
    edition = a_published_edition()
    park = partial(queue.park, session(), by=KEEPER)
    draft = while_it_waits(park, partial(timetable.begin_draft, edition, by=KEEPER))
    assert not Placement.objects.filter(timetable=draft, proposal=session()).exists()
