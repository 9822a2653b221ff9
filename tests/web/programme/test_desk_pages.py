# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""The hosts' desk through its pages, from an empty edition to a published timetable."""

from __future__ import annotations

import re
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from tests.builders.programme import (
    KEEPER,
    a_host,
    a_participant,
    a_published_edition,
    a_session,
    an_edition,
    rooms_of,
    seen_as,
    slots_of,
)
from tests.web.programme.test_programme_pages import as_, titles

from labcamp.core import jobs
from labcamp.programme.actions import conditions, proposals, raster, timetable
from labcamp.programme.actions.raster import RoomWords
from labcamp.programme.models import (
    Availability,
    DraftStep,
    Placement,
    Planning,
    Room,
    RoomClosed,
    Slot,
    SlotStance,
    SolverRun,
    Timetable,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition():
    edition = an_edition()
    rooms_of(edition)
    slots_of(edition)
    giver = a_participant(edition)
    for title in "ABC":
        a_session(edition, title, by=giver)
    return edition


def desk_of(edition):
    return f"/edition/{edition.slug}/plan/"


def solved(edition, client):
    client.post(f"{desk_of(edition)}solve/")
    jobs.run_due()


def forms_of(html):
    """The values of every form that moves a session: (was, goal)."""
    return re.findall(
        r'name="was" value="([^"]*)"><input type="hidden" name="goal" value="([^"]+)"', html
    )


def test_from_nothing_to_a_published_programme_without_script(client):
    edition = an_edition()
    host = as_(a_host(edition))
    desk = desk_of(edition)
    first = host.get(desk).content.decode()
    assert f'href="{desk}times/"><span class="kern-label">Tage und Zeitfenster anlegen' in first
    assert f'action="{desk}solve/"' not in first
    assert f'action="{desk}begin/"' not in first
    empty = host.post(f"{desk}solve/")
    assert (empty.status_code, "Es gibt noch keine Zeitfenster" in empty.content.decode()) == (
        422, True,
    )  # fmt: skip
    row = {"what": "row", "day": "2027-03-04", "begins": "09:00", "minutes": "45", "count": "3",
           "pause": "15"}  # fmt: skip
    for _ in range(2):
        assert host.post(f"{desk}times/", row).status_code == 303
    lunch = {"what": "single", "one-day": "2027-03-04", "one-begins": "09:45",
             "one-ends": "10:00", "one-title": "Pause", "one-common": "on"}  # fmt: skip
    assert host.post(f"{desk}times/", lunch).status_code == 303
    assert Slot.objects.count() == 4
    assert "Es gibt noch keine Räume" in host.post(f"{desk}solve/").content.decode()
    assert host.post(f"{desk}begin/").status_code == 303
    assert "Räume anlegen" in host.get(desk).content.decode()
    assert f'action="{desk}publish/"' not in host.get(desk).content.decode()
    room = {"name": " Großer  Saal ", "capacity": "40", "features": "Beamer, , Pinnwand"}
    for _ in range(2):
        assert host.post(f"{desk}rooms/", room).status_code == 303
    assert list(Room.objects.values_list("name", "features")) == [
        ("Großer Saal", ["Beamer", "Pinnwand"])
    ]
    same = host.post(f"{desk}rooms/", {"name": "großer saal", "capacity": "12"})
    assert (same.status_code, Room.objects.count()) == (422, 1)
    assert "Es gibt bereits einen Raum dieses Namens." in same.content.decode()
    assert "Es gibt noch keine Vorschläge" in host.post(f"{desk}solve/").content.decode()

    giver = as_(a_participant(edition))
    for title in ("Erste", "Zweite"):
        offer = {"title": title, "kind": "workshop", "minutes": "45", "language": "de"}
        assert giver.post(f"/edition/{edition.slug}/propose/", offer).status_code == 303
    voter = as_(a_participant(edition))
    assert voter.post(f"/edition/{edition.slug}/session/1/interest/", {"strength": "2"})
    assert host.post(f"{desk}solve/").status_code == 303
    assert "wird berechnet" in host.get(desk).content.decode()
    jobs.run_due()
    html = host.get(desk).content.decode()
    assert sorted(titles(html)) == ["Erste", "Zweite"]
    assert "0 von 1 Wünschen" in html
    number = re.search(r'name="number" value="(\d+)"', html)[1]
    for _ in range(2):
        assert host.post(f"{desk}publish/", {"number": number}).status_code == 303
    assert Timetable.objects.get().state == "published"
    told = host.get(f"/edition/{edition.slug}/programme/").content.decode()
    assert "Fassung 1 ist veröffentlicht." in told
    public = client.get(f"/edition/{edition.slug}/programme/").content.decode()
    assert sorted(titles(public)) == ["Erste", "Zweite"]
    assert "Pause" in public


def test_the_desk_is_closed_to_others(edition, client):
    addresses = ["", "times/", "rooms/", "window/", "session/1/", "progress/"]
    for address in addresses:
        assert as_(a_participant(edition)).get(desk_of(edition) + address).status_code == 403
        assert client.get(desk_of(edition) + address).status_code == 302
    for act in ("solve/", "stop/", "publish/", "begin/", "session/1/pin/", "session/1/cancel/"):
        stranger = as_(a_host(an_edition()))
        assert stranger.post(desk_of(edition) + act).status_code == 403
        assert stranger.get(desk_of(edition) + act).status_code == 405
    assert not Timetable.objects.exists()


def test_things_of_another_edition_are_not_here(edition):
    other = an_edition()
    host = as_(a_host(other))
    slot, room = edition.slots.first(), edition.rooms.first()
    for address in (f"times/{slot.pk}/", f"rooms/{room.pk}/", "session/1/"):
        assert host.get(desk_of(other) + address).status_code == 404
    host.post(f"{desk_of(other)}times/{slot.pk}/remove/")
    host.post(f"{desk_of(other)}rooms/{room.pk}/remove/")
    assert (edition.slots.count(), edition.rooms.count()) == (3, 2)


def test_moving_by_form_with_its_price_and_swapping(edition):
    host = as_(a_host(edition))
    solved(edition, host)
    page = f"{desk_of(edition)}session/1/"
    html = host.get(page).content.decode()
    assert "kostet keinen Wunsch" in html
    was, goal = forms_of(html)[0]
    moved = host.post(page, {"was": was, "goal": goal})
    assert (moved.status_code, moved["Location"]) == (
        303, f"{desk_of(edition)}?done={DraftStep.objects.last().pk}#said",
    )  # fmt: skip
    slot, room, _ = goal.split("-")
    now = Placement.objects.get(proposal__number=1)
    assert (now.starts_at, now.room_id) == (Slot.objects.get(pk=slot).starts_at, int(room))
    assert host.post(page, {"was": was, "goal": goal}).status_code == 303, "a second click"

    other = next(g for _, g in forms_of(html)[1:] if g != goal)
    stale = host.post(page, {"was": was, "goal": other})
    assert stale.status_code == 409
    assert "Nichts wurde überschrieben" in stale.content.decode()
    now.refresh_from_db()
    assert (now.starts_at, now.room_id) == (Slot.objects.get(pk=slot).starts_at, int(room))


@pytest.mark.parametrize("goal", ["", "x", "1-2", "1-2-3-4", "-1-2-3"])
def test_a_place_that_is_none_is_answered_in_words(edition, goal):
    host = as_(a_host(edition))
    solved(edition, host)
    response = host.post(f"{desk_of(edition)}session/1/", {"was": "", "goal": goal})
    assert response.status_code == 422


def test_the_list_of_all_places_moves_nothing_until_one_is_chosen(edition):
    host = as_(a_host(edition))
    solved(edition, host)
    page = f"{desk_of(edition)}session/1/"
    html = host.get(page).content.decode()
    first, *places = re.findall(r'<option value="([^"]*)">([^<]+)', html)
    assert first == ("", "Bitte wählen")
    assert all(re.match(r"\d\d:\d\d ", words) for _goal, words in places)
    was = forms_of(html)[0][0]
    sent = host.post(page, {"was": was, "goal": ""})
    assert sent.status_code == 422
    assert "Bitte wählen Sie einen Platz aus der Liste." in sent.content.decode()
    assert 'href="#id_goal"' in sent.content.decode()
    assert '<select class="kern-form-input__select" id="id_goal"' in html


def test_unknown_places_and_sessions_are_missing_pages(edition):
    host = as_(a_host(edition))
    solved(edition, host)
    page = f"{desk_of(edition)}session/1/"
    assert host.post(page, {"was": "", "goal": "99999-99999-0"}).status_code == 404
    assert host.post(page, {"was": "nonsense x", "goal": "off"}).status_code == 404
    assert host.get(f"{desk_of(edition)}session/99/").status_code == 404
    assert host.post(f"{desk_of(edition)}session/1/cancel/").status_code == 404
    assert host.post(f"{desk_of(edition)}publish/", {"number": "x"}).status_code == 404


def test_pinning_taking_off_and_what_has_no_place(edition):
    host = as_(a_host(edition))
    solved(edition, host)
    page = f"{desk_of(edition)}session/1/"
    host.post(f"{page}pin/", {"pinned": "1"})
    assert Placement.objects.get(proposal__number=1).pinned
    assert "festgesetzt" in host.get(desk_of(edition)).content.decode()
    was = re.search(r'name="was" value="([^"]+)"', host.get(page).content.decode())[1]
    assert host.post(page, {"was": was, "goal": "off"}).status_code == 303
    html = host.get(desk_of(edition)).content.decode()
    assert "Ohne Platz" in html
    assert "keinen Platz" in host.get(page).content.decode()


def test_cancelling_on_the_day_shows_at_once(client):
    edition = a_published_edition()
    host = as_(a_host(edition))
    page = f"{desk_of(edition)}session/1/"
    host.post(f"{desk_of(edition)}begin/")
    assert "Session absagen" in host.get(page).content.decode()
    assert host.post(f"{page}cancel/", {"cancelled": "1"}).status_code == 303
    public = f"/edition/{edition.slug}/programme/"
    assert "lc-session--cancelled" in client.get(public).content.decode()
    assert host.post(f"{page}cancel/", {"cancelled": "0"}).status_code == 303
    assert "lc-session--cancelled" not in client.get(public).content.decode()
    host.post(f"{page}cancel/", {"cancelled": "1"})
    mine, other = Placement.objects.filter(
        timetable__edition=edition, timetable__state="published", proposal__isnull=False
    ).order_by("-cancelled", "pk")[:2]
    Placement.objects.filter(pk=other.pk).update(
        room=mine.room, starts_at=mine.starts_at, ends_at=mine.ends_at
    )
    taken = host.post(f"{page}cancel/", {"cancelled": "0"})
    assert taken.status_code == 409, "its place was given away meanwhile"
    assert "lc-session--cancelled" in client.get(public).content.decode()


def test_what_is_published_is_mended_without_beginning_a_draft_first(edition):
    host = as_(a_host(edition))
    solved(edition, host)
    host.post(f"{desk_of(edition)}publish/", {"number": "1"})
    before = where_they_stand(edition, "published")
    page = host.get(f"{desk_of(edition)}session/1/").content.decode()
    assert "Veröffentlicht: " in page
    assert "Zurzeit gibt es keinen Entwurf" in page
    begins, room = lost = before.pop(1)
    RoomClosed.objects.create(room_id=room, slot=edition.slots.get(starts_at=begins))
    html = host.get(desk_of(edition)).content.decode()
    assert re.search(r'kern-btn--primary" type="submit" name="gently"', html)
    host.post(f"{desk_of(edition)}solve/", {"mark": "", "gently": "on"})
    jobs.run_due()
    mended = where_they_stand(edition, "draft")
    assert mended.pop(1) != lost
    assert sum(mended[number] != before[number] for number in before) <= 1


def where_they_stand(edition, state):
    rows = Placement.objects.filter(timetable__edition=edition, timetable__state=state)
    return {n: (when, room) for n, when, room in
            rows.values_list("proposal__number", "starts_at", "room")}  # fmt: skip


def test_publishing_over_a_newer_version_is_refused_in_words(edition):
    host = as_(a_host(edition))
    solved(edition, host)
    host.post(f"{desk_of(edition)}publish/", {"number": "1"})
    host.post(f"{desk_of(edition)}begin/")
    response = host.post(f"{desk_of(edition)}publish/", {"number": "7"})
    assert response.status_code == 409
    assert "nichts wurde überschrieben" in response.content.decode()
    empty = an_edition()
    other = as_(a_host(empty))
    other.post(f"{desk_of(empty)}begin/")
    assert other.post(f"{desk_of(empty)}publish/", {"number": "1"}).status_code == 422


def test_the_progress_row_asks_again_while_the_solver_runs(edition):
    host = as_(a_host(edition))
    host.post(f"{desk_of(edition)}solve/")
    row = host.get(f"{desk_of(edition)}progress/", headers={"hx-request": "true"})
    assert 'hx-trigger="every 1s"' in row.content.decode()
    run = SolverRun.objects.get()
    for shown, stops in ((run.pk - 1, False), ("", False), (run.pk, True)):
        assert host.post(f"{desk_of(edition)}stop/", {"run": shown}).status_code == 303
        run.refresh_from_db()
        assert run.stop_asked == stops, "only the run that the page shows"
    assert f'name="run" value="{run.pk}"' in host.get(desk_of(edition)).content.decode()
    jobs.run_due()
    row = host.get(f"{desk_of(edition)}progress/", headers={"hx-request": "true"})
    assert row["HX-Refresh"] == "true"
    assert SolverRun.objects.get().state == "done"


def test_a_run_whose_worker_gave_up_is_told_as_such_and_can_be_asked_for_again(edition):
    host, desk = as_(a_host(edition)), desk_of(edition)
    host.post(f"{desk}solve/")
    jobs.Job.objects.update(tries=jobs.TRIES)  # every worker that took it died
    jobs.run_due()
    assert f'action="{desk}solve/"' not in host.get(desk).content.decode(), "it may go on yet"
    SolverRun.objects.update(asked_at=timezone.now() - timedelta(minutes=16))
    for page in (desk, f"{desk}variants/"):
        html = host.get(page).content.decode()
        assert "Die Berechnung kam nicht zum Ende" in html
        assert 'hx-trigger="every 1s"' not in html
    assert f'action="{desk}solve/"' in host.get(desk).content.decode()
    solved(edition, host)
    lost, again = SolverRun.objects.order_by("pk")
    assert (lost.state, lost.said, again.state) == ("failed", "lost", "done")


def test_a_draft_given_up_or_published_before_the_solver_begins_does_not_come_back(edition):
    host, desk = as_(a_host(edition)), desk_of(edition)
    host.post(f"{desk}solve/")
    step = re.search(
        r'action="[^"]*undo/".*?name="step" value="(\d+)"', host.get(desk).content.decode()
    )
    assert host.post(f"{desk}undo/", {"step": step[1]}).status_code == 303
    jobs.run_due()
    assert not Timetable.objects.exists()
    assert "hat jemand den Entwurf geändert" in host.get(desk).content.decode()
    solved(edition, host)
    host.post(f"{desk}solve/")
    draft = Timetable.objects.get()
    assert host.post(f"{desk}publish/", {"number": draft.number}).status_code == 303
    jobs.run_due()
    assert [one.state for one in Timetable.objects.all()] == ["published"]


def test_a_run_that_nobody_waits_for_any_more_does_not_fill_the_draft(edition):
    host = as_(a_host(edition))
    host.post(f"{desk_of(edition)}solve/")
    SolverRun.objects.update(asked_at=timezone.now() - timedelta(minutes=16))
    jobs.run_due()
    run = SolverRun.objects.get()
    assert (run.state, run.said) == ("failed", "lost")
    assert not Placement.objects.filter(proposal__isnull=False).exists()


def test_the_time_of_the_vote_is_the_editions_own_and_stale_forms_show_both():
    edition = an_edition(time_zone="America/New_York")
    host = as_(a_host(edition))
    page = f"{desk_of(edition)}window/"
    sent = {"version": "1", "proposals_open": "on", "opens_on": "", "opens_at": "",
            "closes_on": "2027-03-01", "closes_at": "18:00", "seed": "4"}  # fmt: skip
    assert host.post(page, sent).status_code == 303
    assert Planning.objects.get().voting_closes.isoformat() == "2027-03-01T23:00:00+00:00"
    stale = host.post(
        page, {**sent, "closes_on": "2027-03-02", "closes_at": "20:00", "proposals_open": ""}
    )
    assert stale.status_code == 409
    rows = [re.sub("<[^>]+>", "|", row) for row in stale.content.decode().split("<tr>")]
    assert any("18:00" in row and "20:00" in row for row in rows)
    assert any("|1. März 2027|" in row and "|2. März 2027|" in row for row in rows)
    assert any("|ja|" in row and "|nein|" in row for row in rows)
    wrong = host.post(page, {**sent, "version": "2", "opens_on": "2027-03-02"})
    assert (wrong.status_code, "vor dem Beginn" in wrong.content.decode()) == (422, True)


def test_slots_and_rooms_can_be_changed_and_stale_forms_show_both(edition):
    host = as_(a_host(edition))
    slot, room = edition.slots.first(), edition.rooms.first()
    version = Planning.objects.get().version
    sent = {"version": version, "day": "2027-03-04", "begins": "08:00", "ends": "08:30"}
    assert host.post(f"{desk_of(edition)}times/{slot.pk}/", sent).status_code == 303
    stale = host.post(f"{desk_of(edition)}times/{slot.pk}/", {**sent, "ends": "08:40"})
    assert stale.status_code == 409
    overlap = {**sent, "version": version + 1, "begins": "10:30", "ends": "10:50"}
    response = host.post(f"{desk_of(edition)}times/{slot.pk}/", overlap)
    assert "überschneidet sich" in response.content.decode()

    named = {"version": version + 1, "name": "Aula", "capacity": "", "features": ""}
    assert host.post(f"{desk_of(edition)}rooms/{room.pk}/", named).status_code == 303
    stale = host.post(f"{desk_of(edition)}rooms/{room.pk}/", {**named, "name": "Halle"})
    assert (stale.status_code, "Aula" in stale.content.decode()) == (409, True)
    taken = {**named, "version": version + 2, "name": "Turm"}
    assert host.post(f"{desk_of(edition)}rooms/{room.pk}/", taken).status_code == 422


def test_a_room_somebody_relies_on_is_not_removed():
    edition = a_published_edition()
    host = as_(a_host(edition))
    used = Placement.objects.filter(proposal__isnull=False).first().room
    response = host.post(f"{desk_of(edition)}rooms/{used.pk}/remove/")
    assert (response.status_code, Room.objects.filter(pk=used.pk).exists()) == (422, True)
    slot = edition.slots.first()
    for _ in range(2):
        assert host.post(f"{desk_of(edition)}times/{slot.pk}/remove/").status_code == 303


def test_a_removed_slot_or_room_comes_back_at_once_with_all_that_was_said_about_it(edition):
    host = as_(a_host(edition))
    timetable.begin_draft(edition, by=KEEPER)
    slot, room = edition.slots.first(), edition.rooms.first()
    giver = Availability.objects.create(edition=edition, name="kim beispiel", at=KEEPER.now)
    SlotStance.objects.create(availability=giver, slot=slot, stance="cannot")
    RoomClosed.objects.create(room=room, slot=slot)
    Room.objects.filter(pk=room.pk).update(form="online")
    told = {Slot: slot.pk, Room: room.pk}
    for kind, page, words in (
        (Slot, "times/", "Rückgängig: Zeitfenster oder Pause entfernt"),
        (Room, "rooms/", f"Rückgängig: Raum „{room.name}“ entfernt"),
    ):
        assert "Rückgängig" not in host.get(desk_of(edition) + page).content.decode()
        host.post(f"{desk_of(edition)}{page}{told[kind]}/remove/")
        assert not RoomClosed.objects.exists()
        html = host.get(desk_of(edition) + page).content.decode()
        assert words in html
        number = re.search(r'name="step" value="(\d+)"', html)[1]
        undone = host.post(f"{desk_of(edition)}undo/", {"step": number}, follow=True)
        assert words.removeprefix("Rückgängig: ") in undone.content.decode()
        assert kind.objects.filter(pk=told[kind]).exists()
        assert RoomClosed.objects.filter(room=room, slot=slot).exists()
    assert SlotStance.objects.get(slot=slot).stance == "cannot"
    assert Room.objects.get(pk=room.pk).form == "online"


@pytest.mark.parametrize(
    ("begins", "ends", "answer"), [("22:00", "01:00", 303), ("20:00", "19:50", 422)]
)
def test_an_end_before_the_beginning_is_a_slip_unless_it_is_the_same_night(begins, ends, answer):
    edition = a_published_edition()
    sent = {"what": "single", "one-day": "2027-05-01", "one-begins": begins, "one-ends": ends}
    page = as_(a_host(edition)).post(f"{desk_of(edition)}times/", sent)
    assert page.status_code == answer
    assert ("Das liegt vor dem Beginn." in page.content.decode()) is (answer == 422)


def test_a_place_with_too_few_seats_is_not_called_free_of_cost():
    edition = an_edition()
    ended = timezone.now() - timedelta(hours=1)
    Planning.objects.update_or_create(edition=edition, defaults={"voting_closes": ended})
    (hall,) = rooms_of(edition, "Saal", capacity=40)
    (kitchen,) = rooms_of(edition, "Küche", capacity=12)
    slots = slots_of(edition, 2)
    session = a_session(edition, "Großes Plenum")
    said = conditions.OfSession(heads=30)
    version = Planning.objects.get(edition=edition).version
    conditions.save_session(session, said, version=version, by=KEEPER)
    host, desk = as_(a_host(edition)), desk_of(edition)
    timetable.move(session, slot=slots[0], room=hall, was=None, instead=(), by=KEEPER)
    assert "fehlt ein Sitzplatz" not in host.get(desk).content.decode()
    page = host.get(f"{desk}session/{session.number}/").content.decode()
    assert "Küche – frei, kostet keinen Wunsch, 18 Personen mehr ohne Sitzplatz" in page
    goals = host.get(f"{desk}session/{session.number}/prices/").json()["goals"]
    there = goals[f"{slots[0].pk}-{kitchen.pk}"]
    assert (there["short"], there["sort"]) == ("±0 18 ohne Sitz", "worse")
    assert there["text"].endswith("kostet keinen Wunsch, 18 Personen mehr ohne Sitzplatz")
    assert goals[f"{slots[1].pk}-{hall.pk}"]["short"] == "±0"
    Planning.objects.update(voting_closes=None)
    page = host.get(f"{desk}session/{session.number}/").content.decode()
    assert "Küche – frei, kostet keinen Wunsch, mehr Personen fänden keinen Sitzplatz" in page
    goals = host.get(f"{desk}session/{session.number}/prices/").json()["goals"]
    assert goals[f"{slots[0].pk}-{kitchen.pk}"]["short"] == "±0 Sitze fehlen"
    assert "18" not in goals[f"{slots[0].pk}-{kitchen.pk}"]["text"]
    Planning.objects.update(voting_closes=ended)
    was = timetable.Spot(slots[0].starts_at, hall.pk)
    timetable.move(session, slot=slots[0], room=kitchen, was=was, instead=(), by=KEEPER)
    assert "Für 18 Personen fehlt ein Sitzplatz." in host.get(desk).content.decode()
    Planning.objects.update(voting_closes=None)
    assert "In manchen Räumen fehlen Sitzplätze." in host.get(desk).content.decode()
    Planning.objects.update(voting_closes=ended)
    page = host.get(f"{desk}session/{session.number}/").content.decode()
    assert "kostet keinen Wunsch, und weniger Personen fänden keinen Sitzplatz" in page
    assert "kostet keinen Wunsch, 18 Personen weniger ohne Sitzplatz" in page


def test_why_two_sessions_cannot_swap_names_the_one_that_does_not_fit():
    edition = an_edition()
    (hall,) = rooms_of(edition, "Saal")
    raster.save_room(edition, RoomWords("Labor", features=("Beamer",)), by=KEEPER)
    lab = edition.rooms.get(name="Labor")
    (slot,) = slots_of(edition, 1)
    quiet, film = a_session(edition, "Gespräch"), a_session(edition, "Film", needs="Beamer")
    for session, room in ((quiet, hall), (film, lab)):
        timetable.move(session, slot=slot, room=room, was=None, instead=(), by=KEEPER)
    host, desk = as_(a_host(edition)), desk_of(edition)
    goals = host.get(f"{desk}session/{quiet.number}/prices/").json()["goals"]
    because = "geht nicht: „Film“: der Raum hat nicht, was sie braucht"
    assert goals[f"{slot.pk}-{lab.pk}"]["text"].endswith(because)
    assert because[13:] in host.get(f"{desk}session/{quiet.number}/").content.decode()
    own = host.get(f"{desk}session/{film.number}/prices/").json()["goals"]
    assert own[f"{slot.pk}-{hall.pk}"]["text"].endswith(
        "geht nicht: der Raum hat nicht, was sie braucht"
    )


def test_where_the_solver_has_no_proof_the_desk_says_what_it_knows(edition):
    one, other, third = edition.proposals.order_by("number")
    conditions.save_group(edition, "Für alle Neuen", [one.pk, other.pk], by=KEEPER)
    draft = timetable.begin_draft(edition, by=KEEPER)
    unproven = {"sessions": [one.pk], "rules": [], "relief": [], "places": 6, "certain": False}
    proven = {"sessions": [other.pk, third.pk], "rules": ["apart"], "relief": [], "places": 1}
    draft.report = {"clashes": [unproven, proven | {"certain": True}]}
    draft.save()
    page = as_(a_host(edition)).get(desk_of(edition)).content.decode()
    assert page.count("fand neben den anderen keinen Platz für sie") == 1
    assert "mit keiner anderen Session aus „Für alle Neuen“ gleichzeitig laufen" in page
    assert "(mit „C“)" in " ".join(page.split())


def test_taking_the_place_of_a_session_is_not_called_a_swap():
    edition = an_edition()
    (hall,) = rooms_of(edition, "Saal")
    (slot,) = slots_of(edition, 1)
    there, outside = a_session(edition, "Drinnen"), a_session(edition, "Draußen")
    timetable.move(there, slot=slot, room=hall, was=None, instead=(), by=KEEPER)
    page = as_(a_host(edition)).get(f"{desk_of(edition)}session/{outside.number}/")
    html = page.content.decode()
    assert "statt „Drinnen“, die dann keinen Platz hat" in html
    assert (">An ihre Stelle setzen<" in html, ">Tauschen<" in html) == (True, False)


def test_a_break_that_is_none_and_a_day_of_another_year_are_seen_at_once():
    edition = an_edition()
    host, times = as_(a_host(edition)), f"{desk_of(edition)}times/"
    row = {"what": "row", "begins": "09:00", "minutes": "45", "count": "1", "pause": "15"}
    lunch = {"what": "single", "one-day": "2027-03-04", "one-begins": "12:00", "one-ends": "13:00",
             "one-title": "Mittagspause"}  # fmt: skip
    for typed in (row | {"day": "2027-03-04"}, lunch | {"one-common": "on"}):
        assert host.post(times, typed).status_code == 303
    good = host.get(times).content.decode()
    assert ("Stimmt das Datum?" in good, "Hier werden Sessions geplant." in good) == (False, False)
    again = {"one-begins": "15:00", "one-ends": "15:30", "one-title": "Kaffee"}
    for typed in (row | {"day": "2028-03-04"}, lunch | again):
        assert host.post(times, typed).status_code == 303
    slips = host.get(times).content.decode()
    assert slips.count("Stimmt das Datum?") == 1
    assert slips.count("Hier werden Sessions geplant.") == 1


def test_a_last_day_of_marking_without_a_time_counts_in_full(edition):
    host, page = as_(a_host(edition)), f"{desk_of(edition)}window/"
    version = Planning.objects.get(edition=edition).version
    sent = {"version": version, "proposals_open": "on", "closes_on": "2027-03-05", "seed": "1"}
    assert host.post(page, sent).status_code == 303
    closes = Planning.objects.get(edition=edition).voting_closes
    zone = ZoneInfo(edition.time_zone)
    assert f"{closes.astimezone(zone):%Y-%m-%d %H:%M}" == "2027-03-05 23:59"
    shown = host.get(page).content.decode()
    assert 'value="2027-03-05"' in shown
    assert "Ohne Uhrzeit zählt der ganze Tag." in shown


def test_sessions_whose_slot_was_removed_are_named_where_their_wishes_count_as_lost(edition):
    session = edition.proposals.order_by("number").first()
    proposals.mark_interest(session, strength=2, by=seen_as(a_participant(edition)))
    slot, room = edition.slots.first(), edition.rooms.first()
    timetable.move(session, slot=slot, room=room, was=None, instead=(), by=KEEPER)
    host, desk = as_(a_host(edition)), desk_of(edition)
    before = " ".join(host.get(desk).content.decode().split())
    assert ("gehen 0 von 1 Wünschen verloren" in before, "außerhalb der" in before) == (True, False)
    host.post(f"{desk}times/{slot.pk}/remove/")
    after = " ".join(host.get(desk).content.decode().split())
    assert "gehen 1 von 1 Wünschen verloren" in after
    assert (
        "1 Session steht außerhalb der Zeitfenster und Räume; Wünsche für sie zählen hier als "
        "verloren." in after
    )
