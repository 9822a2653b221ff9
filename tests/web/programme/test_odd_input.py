# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Input nobody means, on the programme's pages: a sentence beside the field, nothing changed."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from tests.builders.programme import (
    KEEPER,
    a_host,
    a_participant,
    a_published_edition,
    a_session,
    an_edition,
    published,
    rooms_of,
    slots_of,
)
from tests.web.programme.test_programme_pages import as_

from labcamp.programme.actions import queue, timetable
from labcamp.programme.models import ApartGroup, Placement, Planning, Proposal, Room, Slot

pytestmark = pytest.mark.django_db

NO_SUCH_TIME = "Diese Uhrzeit gibt es an dem Tag nicht, weil die Uhren vorgestellt werden."


def plan_of(edition):
    return f"/edition/{edition.slug}/plan/"


@pytest.mark.parametrize(
    "sent",
    [
        {"what": "single", "one-day": "2027-03-28", "one-begins": "02:30", "one-ends": "03:15"},
        {"what": "single", "one-day": "2027-03-28", "one-begins": "01:45", "one-ends": "02:30"},
        {"day": "2027-03-28", "begins": "01:30", "minutes": "45", "count": "2", "pause": "15"},
    ],
)
def test_a_slot_in_the_hour_the_clocks_leave_out_is_answered_in_words(sent):
    edition = a_published_edition()
    before = Slot.objects.count()
    page = as_(a_host(edition)).post(f"{plan_of(edition)}times/", sent)
    assert (page.status_code, Slot.objects.count()) == (422, before)
    assert NO_SUCH_TIME in page.content.decode()


def test_neither_a_slot_is_moved_into_that_hour_nor_does_marking_begin_in_it():
    edition = a_published_edition()
    host, slot = as_(a_host(edition)), edition.slots.first()
    sent = {"version": Planning.objects.get().version, "day": "2027-03-28"}
    moved = {**sent, "begins": "02:40", "ends": "03:10"}
    page = host.post(f"{plan_of(edition)}times/{slot.pk}/", moved)
    assert (page.status_code, NO_SUCH_TIME in page.content.decode()) == (422, True)
    day = "2027-03-28"
    window = {"opens_on": day, "opens_at": "02:30", "closes_on": day, "closes_at": "03:15"}
    page = host.post(f"{plan_of(edition)}window/", {**sent, **window, "seed": "1"})
    assert (page.status_code, NO_SUCH_TIME in page.content.decode()) == (422, True)


def test_no_session_ends_in_that_hour():
    edition = an_edition(time_zone="Europe/Berlin")
    (room,) = rooms_of(edition, "Saal")
    (slot,) = slots_of(edition, 1, first=datetime(2027, 3, 28, tzinfo=UTC))
    session = a_session(edition)
    timetable.move(session, slot=slot, room=room, was=None, instead=(), by=KEEPER)
    published(edition)
    until = {"act": "until", "was": f"{slot.starts_at.isoformat()} {room.pk}", "ends": "02:30"}
    sent = {**until, "until": slot.ends_at.isoformat()}
    page = as_(a_host(edition)).post(f"{plan_of(edition)}today/{session.number}/", sent)
    assert (page.status_code, NO_SUCH_TIME in page.content.decode()) == (422, True)
    assert Placement.objects.get(timetable__state="published").ends_at == slot.ends_at


def test_the_night_in_which_the_clocks_go_back_has_slots_like_any_other():
    edition = a_published_edition()
    sent = {"what": "single", "one-day": "2027-10-31", "one-begins": "02:30", "one-ends": "03:15"}
    assert as_(a_host(edition)).post(f"{plan_of(edition)}times/", sent).status_code == 303


def test_numbers_without_end_are_none():
    edition = a_published_edition()
    host, endless = as_(a_host(edition)), "9" * 5000
    number = timetable.begin_draft(edition, by=KEEPER).number
    sent = {"number": number, "mark": "an old page", "despite": endless}
    assert host.post(f"{plan_of(edition)}publish/", sent).status_code == 409
    seen = f"/edition/{edition.slug}/programme/seen/"
    assert host.post(seen, {"version": endless}).status_code == 404


def test_a_form_that_is_sent_twice_is_nobody_elses_change():
    edition = a_published_edition()
    host, desk = as_(a_host(edition)), plan_of(edition)
    slot, room, keys = edition.slots.first(), edition.rooms.first(), list(
        edition.proposals.values_list("pk", flat=True)
    )  # fmt: skip
    host.post(f"{desk}conditions/group/", {"name": "Neulinge", "sessions": keys[:2]})
    host.post(f"{desk}conditions/order/", {"step_1": keys[0], "step_2": keys[1]})
    group, order = ApartGroup.objects.get(), edition.session_orders.get()
    for page, sent in (
        ("window/", {"seed": "7"}),
        (f"times/{slot.pk}/", {"day": "2027-03-04", "begins": "08:00", "ends": "08:30"}),
        (f"rooms/{room.pk}/", {"name": "Aula", "features": "Beamer"}),
        (f"conditions/group/{group.pk}/", {"name": "Alte", "sessions": keys}),
        (f"conditions/order/{order.pk}/", {"step_1": keys[1], "step_2": keys[0]}),
    ):
        sent["version"] = Planning.objects.get().version
        answers = [host.post(desk + page, sent).status_code for _ in range(2)]
        assert (page, answers) == (page, [303, 303])
        assert Planning.objects.get().version == sent["version"] + 1, "saved once"
    assert Room.objects.get(pk=room.pk).name == "Aula"


def test_a_draft_does_not_come_in_by_way_of_withdrawing_when_no_more_are_taken():
    edition = an_edition()
    giver = as_(a_participant(edition))
    sent = {"title": "Spät", "kind": "workshop", "minutes": "45", "language": "de"}
    giver.post(f"/edition/{edition.slug}/propose/", {**sent, "draft": "1"})
    listed = a_session(edition, "Schon da")
    Planning.objects.update_or_create(edition=edition, defaults={"proposals_open": False})
    draft = Proposal.objects.get(title="Spät")
    giver.post(f"{draft.get_absolute_url()}withdraw/")
    assert giver.post(f"{draft.get_absolute_url()}offer-again/").status_code == 403
    draft.refresh_from_db()
    assert draft.state == "withdrawn"
    theirs = as_(listed.by)
    theirs.post(f"{listed.get_absolute_url()}withdraw/")
    theirs.post(f"{listed.get_absolute_url()}offer-again/")
    listed.refresh_from_db()
    assert listed.state == "offered"


def test_the_key_of_somebody_elses_session_makes_a_session_of_ones_own():
    edition = an_edition()
    theirs = a_session(edition, "Ihre")
    sent = {"title": "Meine", "kind": "workshop", "minutes": "45", "language": "de"}
    page = as_(a_participant(edition)).post(
        f"/edition/{edition.slug}/propose/", {**sent, "token": theirs.guid}
    )
    assert page.status_code == 303
    assert set(edition.proposals.values_list("title", flat=True)) == {"Ihre", "Meine"}


SENT = {"kind": "workshop", "minutes": "45", "language": "de"}


@pytest.mark.parametrize("unseen", ["\u200b", "\u2060 \u00ad", "\u0301", "\x08\u202e"])
def test_a_title_or_a_name_of_which_nothing_can_be_read_is_none(unseen):
    edition = an_edition()
    giver, host = as_(a_participant(edition)), as_(a_host(edition))
    page = giver.post(f"/edition/{edition.slug}/propose/", {**SENT, "title": unseen})
    assert (page.status_code, "Dieses Feld ist zwingend erforderlich" in page.content.decode()) == (
        422,
        True,
    )
    assert host.post(f"{plan_of(edition)}rooms/", {"name": unseen}).status_code == 422
    assert not edition.proposals.exists()
    assert not edition.rooms.exists()


def test_what_nobody_sees_or_what_turns_the_line_is_left_out_of_a_title():
    edition = an_edition()
    title = "Woran\x08 \u202eMut\u202c  👩\u200d🔬 \ufffeerkennt"
    as_(a_participant(edition)).post(f"/edition/{edition.slug}/propose/", {**SENT, "title": title})
    assert edition.proposals.get().title == "Woran Mut 👩\u200d🔬 erkennt"


def test_the_same_words_saved_twice_are_nobody_elses_change():
    session = a_session(an_edition(), "Erst")
    giver, edit = as_(session.by), f"{session.get_absolute_url()}edit/"
    sent = {**SENT, "title": "Dann", "version": session.version}
    assert [giver.post(edit, sent).status_code for _ in range(2)] == [303, 303]
    assert giver.post(edit, {**sent, "title": "Anders"}).status_code == 409
    session.refresh_from_db()
    assert (session.title, session.version) == ("Dann", sent["version"] + 1)


def test_an_old_page_does_not_cancel_what_was_parked_meanwhile():
    edition = a_published_edition()
    session = edition.proposals.first()
    host = as_(a_host(edition))
    queue.park(session, by=KEEPER)
    versions = edition.timetables.count()
    for page in (f"plan/today/{session.number}/", f"session/{session.number}/withdraw/"):
        answer = host.post(f"/edition/{edition.slug}/{page}", {"act": "cancel"})
        assert (page, answer.status_code) == (page, 404)
    assert edition.timetables.count() == versions
