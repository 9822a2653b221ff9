# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""The hosts' day in the browser: two taps, each published at once."""

from __future__ import annotations

import re
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone
from tests.builders.programme import (
    KEEPER,
    a_host,
    a_participant,
    a_published_edition,
    a_session,
    an_edition,
    rooms_of,
    slots_of,
    where_it_is_noon,
)

from labcamp.programme.actions import conditions, timetable, undoing
from labcamp.programme.models import Placement, Proposal, Timetable
from labcamp.programme.queries.conditions import own_times
from labcamp.programme.queries.proposals import planning_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition():
    """Today: A runs in the Saal, B comes in the Turm; a third slot is free everywhere."""
    edition = an_edition(language="de", time_zone=where_it_is_noon())
    rooms = rooms_of(edition)
    first = timezone.now().replace(second=0, microsecond=0) - timedelta(minutes=10)
    slots = slots_of(edition, 3, first=first)
    giver = a_participant(edition)
    draft = timetable.begin_draft(edition, by=KEEPER)
    for number, title in enumerate("AB"):
        timetable.move(
            a_session(edition, title, by=giver), slot=slots[number], room=rooms[number], was=None,
            instead=(), by=KEEPER,
        )  # fmt: skip
    timetable.publish(edition, number=draft.number, by=KEEPER)
    return edition


@pytest.fixture
def host(edition):
    client = Client()
    client.force_login(a_host(edition), "allauth.account.auth_backends.AuthenticationBackend")
    return client


def way(edition, number=None):
    return f"/edition/{edition.slug}/plan/today/" + (f"{number}/" if number else "")


def form_of(html, button):
    """The fields of the form whose button says so, and the button's own."""
    for form in re.findall(r"<form[^>]*>.*?</form>", html, re.DOTALL):
        words = re.sub(r"<span class=\"lc-visually-hidden\">.*?</span>", "", form)
        for pressed in re.findall(r"<button[^>]*>.*?</button>", words, re.DOTALL):
            if button in pressed:
                fields = re.findall(r'<input[^>]*name="(\w+)"[^>]*value="([^"]*)"', form)
                own = re.search(r'name="(\w+)" value="([^"]*)"', pressed)
                return dict([*fields, *([own.groups()] if own else [])])
    raise AssertionError(button)


def stand(title):
    return Placement.objects.get(proposal__title=title, timetable__state="published")


def versions():
    return Timetable.objects.count()


def test_the_day_shows_each_session_with_its_buttons(edition, host):
    html = host.get(way(edition)).content.decode()
    assert html.index(">A<") < html.index(">B<")
    assert html.count("Absagen") == 2
    assert "<h1>Heute</h1>" in html


def test_a_session_moves_to_a_free_room_in_two_taps_and_only_once(edition, host):
    said = form_of(host.get(way(edition, 1)).content.decode(), "Turm")
    for _ in range(2):
        answer = host.post(way(edition, 1), said)
        assert answer.status_code == 303
        assert answer["Location"].startswith(way(edition))
    assert stand("A").room.name == "Turm"
    assert versions() == 2


def test_two_sessions_swap(edition, host):
    said = form_of(host.get(way(edition, 1)).content.decode(), "Tauschen")
    assert host.post(way(edition, 1), said).status_code == 303
    assert (stand("A").room.name, stand("B").room.name) == ("Turm", "Saal")


def ends_of(html, at):
    """What the form for another end sends when that time is typed."""
    return {**form_of(html, "Ende ändern"), "ends": f"{at:%H:%M}"}


def test_a_session_lasts_longer_and_everybody_reads_so(edition, host):
    zone, before = ZoneInfo(edition.time_zone), stand("A").ends_at
    later = (before + timedelta(minutes=5)).astimezone(zone)
    said = ends_of(host.get(way(edition, 1)).content.decode(), later)
    for _ in range(2):
        done = host.post(way(edition, 1), said, follow=True).content.decode()
    assert "Sie endet zur neuen Zeit" in done
    assert (stand("A").ends_at, stand("A").sequence, versions()) == (later, 1, 2)
    html = host.get(f"/edition/{edition.slug}/programme/").content.decode()
    began = stand("A").starts_at.astimezone(zone)
    assert re.search(rf"A</a>: endet anders \(\w+\.? {began:%H:%M}–{later:%H:%M} Saal\)", html)
    changes = host.get(f"/edition/{edition.slug}/programme/changes/").content.decode()
    assert f"{began:%H:%M}–{later:%H:%M}, Saal" in changes


def test_a_slip_in_the_end_is_answered_beside_the_field(edition, host):
    zone = ZoneInfo(edition.time_zone)
    second = edition.slots.all()[1]
    place = f"{second.starts_at.isoformat()} {edition.rooms.get(name='Saal').pk}"
    host.post(way(edition), {"title": "Nachher", "givers": "Kim Muster", "place": place})
    html, before = host.get(way(edition, 1)).content.decode(), versions()
    begins = stand("A").starts_at.astimezone(zone)
    for at, words in (
        (second.ends_at.astimezone(zone), "In diesem Raum beginnt „Nachher“ um"),
        (begins - timedelta(minutes=5), "Das liegt vor dem Beginn."),
        (begins, "Die Session hätte keine Dauer."),
    ):
        answer = host.post(way(edition, 1), ends_of(html, at))
        page = answer.content.decode()
        assert (answer.status_code, words in page) == (422, True)
        assert f'value="{at:%H:%M}"' in page
        # without script the page opens there, not at its top
        assert 'id="until"' in page
        assert 'action="#until"' in page
    empty = host.post(way(edition, 1), {**form_of(html, "Ende ändern"), "ends": ""})
    assert (empty.status_code, versions()) == (422, before)


def test_an_end_that_somebody_else_changed_is_asked_for_again_and_then_taken(edition, host):
    zone = ZoneInfo(edition.time_zone)
    first = (stand("A").ends_at + timedelta(minutes=5)).astimezone(zone)
    second = (stand("A").ends_at + timedelta(minutes=9)).astimezone(zone)
    html = host.get(way(edition, 1)).content.decode()
    host.post(way(edition, 1), ends_of(html, first))
    stale = host.post(way(edition, 1), ends_of(html, second))
    assert (stale.status_code, stand("A").ends_at) == (409, first)
    kept = form_of(stale.content.decode(), "Ende ändern")
    assert kept["ends"] == f"{second:%H:%M}"
    assert host.post(way(edition, 1), kept).status_code == 303
    assert stand("A").ends_at == second


def test_cancel_and_back_from_the_days_page(edition, host):
    said = form_of(host.get(way(edition)).content.decode(), "Absagen")
    assert host.post(way(edition, 1), said).status_code == 303
    assert stand("A").cancelled
    said = form_of(host.get(way(edition)).content.decode(), "Findet doch statt")
    host.post(way(edition, 1), said)
    assert not stand("A").cancelled


@pytest.mark.parametrize(
    ("number", "button", "words"),
    [
        (1, "Turm", "Sie hat ihren neuen Platz"),
        (1, "Tauschen", "Die beiden haben ihre Plätze getauscht"),
        (2, "Session absagen", "Sie entfällt"),
    ],
)
def test_what_a_button_did_is_said_beside_the_session(edition, host, number, button, words):
    said = form_of(host.get(way(edition, number)).content.decode(), button)
    address = host.post(way(edition, number), said)["Location"]
    html = host.get(address).content.decode()
    assert html.count(words) == 1
    assert address.endswith("#done")
    assert '<div class="lc-said" id="done" role="status" tabindex="-1">' in html
    row = html[html.index(f'id="s{number}"') :]
    assert row.index(words) < row.index("</li>")
    assert words not in host.get(way(edition)).content.decode()


def test_what_was_done_to_a_session_that_is_over_is_not_folded_away(edition, host):
    now = timezone.now()
    Placement.objects.filter(proposal__title="A").update(
        starts_at=now - timedelta(minutes=50), ends_at=now - timedelta(minutes=5)
    )
    assert '<details class="lc-fold">' in host.get(way(edition)).content.decode()
    address = host.post(way(edition, 1), {"act": "cancel"})["Location"]
    assert '<details class="lc-fold" open>' in host.get(address).content.decode()


@pytest.mark.parametrize("said", ["", "cancel", "cancel-", "gone-1", "cancel-x", "cancel-999"])
def test_an_address_that_says_nothing_true_is_said_nothing_of(edition, host, said):
    answer = host.get(way(edition), {"done": said})
    assert answer.status_code == 200
    assert "lc-said" not in answer.content.decode()


def busy(html, part):
    """What is said of missing givers from that part of the page on."""
    return re.findall(r"<li>([^<]*zu dieser Zeit[^<]*)</li>", html[html.index(f'id="{part}"') :])


def test_who_would_be_missing_is_said_before_a_session_moves(edition, host):
    b = stand("B")
    third = edition.slots.order_by("starts_at").last()
    html = host.get(way(edition, 1)).content.decode()
    begins, name = third.starts_at, "Sascha Beispiel"
    free = html[: html.index('id="swap"')]
    assert busy(free, "free") == [f"{name} gibt zu dieser Zeit „B“."]  # beside B, not at the third
    assert busy(html, "swap") == []  # both are theirs, one after the other
    Placement.objects.filter(pk=b.pk).update(starts_at=begins, ends_at=third.ends_at)
    person = a_participant(edition, "Toni Beispiel")
    a_slot = edition.slots.order_by("starts_at")[1]
    other = a_session(edition, "C", by=person)
    Placement.objects.create(
        timetable=b.timetable, proposal=other, room=edition.rooms.get(name="Saal"),
        starts_at=a_slot.starts_at, ends_at=a_slot.ends_at, day=b.day,
    )  # fmt: skip
    slot = edition.slots.order_by("starts_at")[0].pk
    told = own_times(edition, person.pk)
    conditions.say_times(edition, told, {slot: "cannot"}, version=0, by=KEEPER)
    html = host.get(way(edition, 1)).content.decode()
    assert "Toni Beispiel kann zu dieser Zeit nicht." in busy(html, "swap")
    timetable.set_cancelled(Proposal.objects.get(title="B"), cancelled=True, by=KEEPER)
    assert "„B“" not in "".join(busy(host.get(way(edition, 1)).content.decode(), "free"))


def test_who_gives_two_sessions_at_once_is_pointed_out(edition, host):
    words, b = "jemand gibt zwei zugleich", stand("B")
    assert words not in host.get(way(edition)).content.decode()
    said = fields_of(host.get(way(edition)).content.decode())
    saal = edition.rooms.get(name="Saal")
    place = f"{b.starts_at.isoformat()} {saal.pk}"
    said |= {"title": "Im Flur", "givers": "sascha beispiel", "place": place}
    assert host.post(way(edition), said).status_code == 303
    assert host.get(way(edition)).content.decode().count(words) == 2
    timetable.set_cancelled(b.proposal, cancelled=True, by=KEEPER)
    assert words not in host.get(way(edition)).content.decode()


def test_a_page_that_is_old_says_so_and_shows_how_it_stands(edition, host):
    old = form_of(host.get(way(edition, 1)).content.decode(), "Turm")
    host.post(way(edition, 2), form_of(host.get(way(edition, 2)).content.decode(), "Tauschen"))
    answer = host.post(way(edition, 1), old)
    assert answer.status_code == 409
    assert "Jemand hat das Programm inzwischen geändert" in answer.content.decode()
    assert versions() == 2


def test_a_place_that_is_taken_meanwhile_brings_nobody_back(edition, host):
    timetable.set_cancelled(Proposal.objects.get(title="A"), cancelled=True, by=KEEPER)
    there = stand("A")
    Placement.objects.filter(pk=stand("B").pk).update(
        room=there.room, starts_at=there.starts_at, ends_at=there.ends_at
    )
    answer = host.post(way(edition, 1), {"act": "back"})
    assert answer.status_code == 409
    assert "Der Platz ist vergeben" in answer.content.decode()


def test_new_times_on_the_day_say_that_they_are_not_published_yet(edition, host):
    desk, words = f"/edition/{edition.slug}/plan/", "Ein Entwurf ist in Arbeit."
    for address in ("times/", "today/"):
        assert words not in host.get(desk + address).content.decode()
    slot = edition.slots.order_by("starts_at").last()
    page = host.get(f"{desk}times/{slot.pk}/").content.decode()
    fields = dict(re.findall(r'<input[^>]*name="(\w+)"[^>]*value="([^"]*)"', page))
    later = slot.ends_at + timedelta(minutes=10)
    sent = fields | {"ends": f"{later.astimezone(ZoneInfo(edition.time_zone)):%H:%M}"}
    assert host.post(f"{desk}times/{slot.pk}/", sent).status_code == 303
    for address in ("times/", "today/"):
        html = host.get(desk + address).content.decode()
        assert words in html
        assert f'<a href="{desk}">Zum Entwurf am Planungstisch</a>' in html


def test_the_new_times_of_a_form_can_be_undone_on_the_desk(edition, host):
    desk = f"/edition/{edition.slug}/plan/"
    slot = edition.slots.order_by("starts_at").last()
    was, zone = slot.ends_at, ZoneInfo(edition.time_zone)
    page = host.get(f"{desk}times/{slot.pk}/").content.decode()
    later = was.astimezone(zone) + timedelta(minutes=10)
    host.post(f"{desk}times/{slot.pk}/", fields_of(page) | {"ends": f"{later:%H:%M}"})
    slot.refresh_from_db()
    assert slot.ends_at == was + timedelta(minutes=10)
    step = undoing.next_undo(edition)
    assert step.kind == "slot_changed"
    assert host.post(f"{desk}undo/", {"step": step.pk}).status_code == 303
    slot.refresh_from_db()
    assert slot.ends_at == was
    page = host.get(f"{desk}times/{slot.pk}/").content.decode()
    host.post(f"{desk}times/{slot.pk}/", fields_of(page))  # as it was: no step, no change
    assert undoing.next_undo(edition).kind == "begun"


def test_a_session_in_a_room_that_is_lost_is_pointed_out(edition, host):
    assert "Raum nicht nutzbar" not in host.get(way(edition)).content.decode()
    saal = edition.rooms.get(name="Saal")
    slots = [slot.pk for slot in edition.slots.all()]
    conditions.close_room(saal, slots, version=planning_of(edition).version, by=KEEPER)
    html = host.get(way(edition)).content.decode()
    assert html.count("Raum nicht nutzbar") == 1
    assert "· Saal</option>" not in html
    assert "· Turm</option>" in html


def test_the_place_that_is_proposed_lies_ahead(edition, host):
    page = host.get(way(edition)).content.decode()
    options = re.findall(r'<option value="([^"]+)"( selected)?>([^<]+)', page)
    running, *_rest = options
    assert "Turm" in running[2], "what runs can be chosen, too"
    (chosen,) = [told for _value, selected, told in options if selected]
    assert "Saal" in chosen
    assert chosen > running[2]


def test_a_session_is_added_in_one_short_form_and_only_once(edition, host):
    said = form_of(host.get(way(edition)).content.decode(), "Ergänzen und veröffentlichen")
    places = re.findall(r'<option value="([^"]+)"', host.get(way(edition)).content.decode())
    goal = next(value for value in places if value)
    said |= {"title": "  Ganz   spontan ", "givers": "Kim Beispiel, Toni Mai", "place": goal}
    for _ in range(2):
        assert host.post(way(edition), said).status_code == 303
    added = Proposal.objects.get(title="Ganz spontan")
    assert added.givers_told == "Kim Beispiel, Toni Mai"
    assert (versions(), Proposal.objects.count()) == (2, 3)
    page = Client().get(f"/edition/{edition.slug}/programme/").content.decode()
    assert "Ganz spontan" in page


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": " "},
        {"givers": ""},
        {"givers": ", ,"},
        {"givers": "Kim Beispiel, " + "x" * 201},
        {"place": "2027-03-04T08:00:00+00:00 1"},
        {"title": "x" * 301},
    ],
)
def test_bad_input_is_answered_beside_the_field_and_nothing_typed_is_lost(edition, host, wrong):
    html = host.get(way(edition)).content.decode()
    place = next(v for v in re.findall(r'<option value="([^"]+)"', html) if v)
    said = {"title": "Spontan", "givers": "Kim Beispiel", "place": place} | wrong
    answer = host.post(way(edition), said)
    assert answer.status_code == 422
    assert ("Kim Beispiel" in answer.content.decode()) is ("Kim" in said["givers"])
    assert versions() == 1


@pytest.mark.parametrize(
    "said",
    [
        {}, {"act": "x"}, {"act": "move"}, {"act": "move", "was": "x", "goal": "y z"},
        {"act": "swap", "with": "99"}, {"act": "swap", "with": "²"},
        {"act": "move", "was": "2027-03-04T08:00:00+00:00 1", "goal": "2027-03-04 99999999999999"},
    ],
)  # fmt: skip
def test_forms_that_are_not_ours_change_nothing(edition, host, said):
    assert host.post(way(edition, 1), said).status_code in (404, 409)
    assert host.post(way(edition, 99), {"act": "cancel"}).status_code == 404
    assert versions() == 1


def test_only_hosts_come_in(edition):
    person = Client()
    person.force_login(
        a_participant(edition), "allauth.account.auth_backends.AuthenticationBackend"
    )
    for address in (way(edition), way(edition, 1), f"/edition/{edition.slug}/plan/screens/"):
        assert person.get(address).status_code == 403
        assert Client().get(address).status_code == 302


def test_nothing_published_and_another_day_have_their_words(host, edition):
    other = an_edition()
    client = Client()
    client.force_login(a_host(other), "allauth.account.auth_backends.AuthenticationBackend")
    assert "Noch ist nichts veröffentlicht" in client.get(way(other)).content.decode()
    ahead = a_published_edition()
    client.force_login(a_host(ahead), "allauth.account.auth_backends.AuthenticationBackend")
    html = client.get(way(ahead)).content.decode()
    assert "Dies ist nicht das Programm von heute" in html
    assert "Donnerstag, 4. März" in html


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("number", [None, 1])
def test_the_cost_does_not_grow_with_the_day(number, count_queries):
    costs = set()
    for sessions in (1, 3, 12):
        edition = a_published_edition(sessions=sessions)
        client = Client()
        client.force_login(a_host(edition), "allauth.account.auth_backends.AuthenticationBackend")
        address = way(edition, number)
        client.get(address)
        costs.add(count_queries(lambda at=address, who=client: who.get(at)))
    assert len(costs) == 1, costs


def test_the_page_of_a_published_session_leads_hosts_to_its_changes(edition, host, client):
    session = f"/edition/{edition.slug}/session/1/"
    link = f'<a href="{way(edition, 1)}">'
    assert link in host.get(session).content.decode()
    assert link not in client.get(session).content.decode()
    a_session(edition, "Ohne Platz")
    unplaced = Proposal.objects.get(title="Ohne Platz").number
    html = host.get(f"/edition/{edition.slug}/session/{unplaced}/").content.decode()
    assert way(edition, unplaced) not in html


def fields_of(html):
    return dict(re.findall(r'<input[^>]*name="(\w+)"[^>]*value="([^"]*)"', html))


def test_a_day_that_runs_late_moves_in_one_form_and_only_once(edition, host):
    late, b = way(edition) + "later/", stand("B")
    assert f'href="{late}?day=' in host.get(way(edition)).content.decode()
    html = host.get(late).content.decode()
    options = re.findall(r'<option value="([^"]+)"', html)
    assert options == [b.starts_at.isoformat()]
    said = fields_of(html) | {"since": options[0], "minutes": "10", "way": "later"}
    for _ in range(2):
        answer = host.post(late, said)
        assert answer.status_code == 303
    assert stand("B").starts_at == b.starts_at + timedelta(minutes=10)
    assert versions() == 2
    assert "Es gelten die neuen Zeiten" in host.get(answer["Location"]).content.decode()
    old = host.post(late, said | {"minutes": "20"})
    assert (old.status_code, versions()) == (409, 2)
    assert "Jemand hat das Programm inzwischen geändert" in old.content.decode()
    assert 'value="20"' in old.content.decode()


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"minutes": ""}, "zwingend erforderlich"),
        ({"minutes": "0"}, "größer oder gleich 1"),
        ({"way": "x"}, "keine gültige Auswahl"),
        ({"minutes": "9999"}, "180"),
        ({"minutes": "60", "way": "earlier"}, "Davor läuft noch etwas bis"),
        ({"since": ""}, "zwingend erforderlich"),
        ({"since": "x"}, "eine dieser Uhrzeiten"),
        ({"since": "2027-01-01T10:00"}, "eine dieser Uhrzeiten"),
        ({"since": "0001-01-01T00:00:00+05:00"}, "eine dieser Uhrzeiten"),
    ],
)
def test_a_slip_in_that_form_is_answered_beside_the_field(edition, host, wrong, words):
    late = way(edition) + "later/"
    said = fields_of(host.get(late).content.decode())
    said |= {"since": stand("B").starts_at.isoformat(), "minutes": "10", "way": "later"} | wrong
    answer = host.post(late, said)
    assert (answer.status_code, versions()) == (422, 1)
    assert words in answer.content.decode()


def test_nothing_ahead_and_nothing_published_have_no_form(edition, host):
    late = way(edition) + "later/"
    Placement.objects.update(starts_at=timezone.now() - timedelta(hours=1))
    assert "kommt nichts mehr" in host.get(late).content.decode()
    Timetable.objects.update(state="superseded")
    assert host.get(late).status_code == 404
