# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""The conditions of a timetable through their pages."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.test import Client
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
from tests.house.test_no_trace import World, visit_all
from tests.web.programme.test_programme_pages import as_

from labcamp.core import jobs
from labcamp.core.record import move_stamp
from labcamp.programme.actions import conditions as actions
from labcamp.programme.actions import proposals, raster
from labcamp.programme.actions.raster import RoomWords
from labcamp.programme.models import (
    ApartGroup,
    Availability,
    Giver,
    Planning,
    Proposal,
    Room,
    SessionCondition,
    SessionOrder,
    SlotStance,
)
from labcamp.programme.queries import conditions as queries
from labcamp.solvers.rules import Rule
from labcamp.web.programme import told

pytestmark = pytest.mark.django_db


@pytest.fixture
def kim():
    edition = an_edition()
    return a_participant(edition, "Kim Beispiel")


@pytest.fixture
def edition(kim):
    """One room, two slots, three sessions of Kim's and one of a mere name."""
    edition = kim.registrations.get().edition
    rooms_of(edition, "Saal")
    slots_of(edition, 2)
    for title in "ABC":
        a_session(edition, title, by=kim)
    a_session(edition, "D", givers=(("Alex Muster", ""),))
    return edition


def page_of(edition, rest=""):
    return f"/edition/{edition.slug}/plan/conditions/{rest}"


def times_of(edition):
    return f"/edition/{edition.slug}/my-times/"


def text(response):
    return unescape(response.content.decode())


def keys(edition, titles):
    return [edition.proposals.get(title=title).pk for title in titles]


def slots(edition):
    return list(edition.slots.order_by("starts_at"))


def version(edition):
    return Planning.objects.get(edition=edition).version


def test_a_giver_says_when_they_cannot_and_finds_the_way_there(edition, kim):
    browser = as_(kim)
    session = edition.proposals.get(title="A")
    assert times_of(edition) in text(browser.get(session.get_absolute_url()))
    first, second = slots(edition)
    html = text(browser.get(times_of(edition)))
    assert "Das sehen nur Sie und das Gastgeber-Team" in html
    assert re.findall(r"<legend>(\S+?)<", html) == ["09:00–09:45", "10:00–10:45"]
    sent = {"version": "0", f"slot_{first.pk}": "cannot", f"slot_{second.pk}": "rather"}
    for _ in range(2):
        assert browser.post(times_of(edition), sent).status_code == 303
    assert Availability.objects.get().version == 1
    html = text(browser.get(times_of(edition) + "?saved"))
    assert "Ihre Zeiten sind gespeichert" in html
    chosen = re.findall(r'name="(slot_\d+)" value="(\w*)" id="[^"]+" checked', html)
    assert chosen == [(f"slot_{first.pk}", "cannot"), (f"slot_{second.pk}", "rather")]

    stale = browser.post(times_of(edition), {"version": "0", f"slot_{first.pk}": "rather"})
    assert stale.status_code == 409
    assert "Do, 4. März, 09:00–09:45" in text(stale)
    assert dict(SlotStance.objects.values_list("slot", "stance")) == {
        first.pk: "cannot", second.pk: "rather"
    }  # fmt: skip
    wrong = browser.post(times_of(edition), {"version": "1", f"slot_{first.pk}": "gern"})
    assert (wrong.status_code, SlotStance.objects.count()) == (422, 2)


def test_the_box_for_a_whole_day_rules_out_all_its_slots(edition, kim):
    first, second = slots(edition)
    sent = {"version": "0", f"slot_{first.pk}": "rather", "day_2027-03-04": "on"}
    assert as_(kim).post(times_of(edition), sent).status_code == 303
    assert set(SlotStance.objects.values_list("slot", "stance")) == {
        (first.pk, "cannot"), (second.pk, "cannot")
    }  # fmt: skip


def test_hosts_see_the_times_and_set_them_for_a_mere_name(edition, kim):
    host = as_(a_host(edition))
    first, second = slots(edition)
    as_(kim).post(times_of(edition), {"version": "0", f"slot_{first.pk}": "cannot"})
    html = text(host.get(page_of(edition)))
    assert "Kann nicht: Do, 4. März, 09:00–09:45" in html
    assert "selbst angegeben" in html
    token = next(t for t in queries.told_givers(edition) if t.name == "Alex Muster").token
    assert "muster" not in token
    address = page_of(edition, f"giver/{token}/")
    assert address in html
    assert "Wann kann Alex Muster?" in text(host.get(address))
    sent = {"version": "0", f"slot_{second.pk}": "rather"}
    moved = host.post(address, sent)
    assert (moved.status_code, moved["Location"]) == (303, page_of(edition, "#times"))
    assert "Am liebsten: Do, 4. März, 10:00–10:45" in text(host.get(page_of(edition)))
    assert host.get(page_of(edition, "giver/n0000/")).status_code == 404


def test_the_pages_are_closed_to_others(edition, kim, client):
    other = as_(a_participant(edition))
    assert other.get(times_of(edition)).status_code == 403
    assert client.get(times_of(edition)).status_code == 302
    assert as_(a_host(edition)).get(times_of(edition)).status_code == 403, "hosts give nothing"
    group = ApartGroup.objects.create(edition=edition, name="Neu")
    pages = ("", "giver/p1/", "group/", "room/1/", f"group/{group.pk}/", "order/", "session/1/")
    for page in pages:
        for somebody in (other, as_(kim), as_(a_host(an_edition()))):
            assert somebody.get(page_of(edition, page)).status_code == 403
    stranger = as_(a_host(an_edition()))
    assert stranger.post(page_of(edition, f"group/{group.pk}/remove/")).status_code == 403
    assert ApartGroup.objects.exists()


def test_an_empty_page_says_so_and_leads_on():
    edition = an_edition()
    html = text(as_(a_host(edition)).get(page_of(edition)))
    assert "Es gibt noch keine Bedingungen" in html
    assert "Legen Sie zuerst Tage und Zeitfenster an" in html
    assert "Es wird noch keine Session angeboten" in html


def test_a_group_is_made_changed_and_removed(edition):
    host = as_(a_host(edition))
    new, a, b, c, _ = page_of(edition, "group/"), *keys(edition, "ABCD")
    for wrong in ({"name": "Neu"}, {"name": "Neu", "sessions": [a]}):
        answer = host.post(new, wrong)
        assert (answer.status_code, 'value="Neu"' in text(answer)) == (422, True)
        assert "mindestens zwei Sessions" in text(answer)
    for _ in range(2):
        sent = {"version": version(edition), "name": " Neu  hier ", "sessions": [a, b]}
        assert host.post(new, sent).status_code == 303
    group = ApartGroup.objects.get()
    assert "A · B" in text(host.get(page_of(edition)))
    taken = host.post(new, {"name": "Neu hier", "sessions": [a, c]})
    assert (taken.status_code, "gibt es schon" in text(taken)) == (422, True)

    address, now = page_of(edition, f"group/{group.pk}/"), version(edition)
    assert host.post(address, {"version": now, "name": "Neue", "sessions": [b, c]})
    stale = host.post(address, {"version": now, "name": "Alte", "sessions": [a, c]})
    assert (stale.status_code, "B\nC" in text(stale).replace("<br>", "\n")) == (409, True)
    assert set(group.sessions.values_list("title", flat=True)) == {"B", "C"}
    proposals.withdraw(edition.proposals.get(title="B"), by=KEEPER)
    assert "wirkt sie zurzeit nicht" in text(host.get(page_of(edition)))
    for _ in range(2):
        assert host.post(f"{address}remove/").status_code == 303
    assert not ApartGroup.objects.exists()
    other = an_edition()
    assert as_(a_host(other)).get(page_of(other, f"group/{group.pk}/")).status_code == 404


def test_an_order_is_set_changed_and_a_circle_refused_in_words(edition):
    host = as_(a_host(edition))
    new, a, b, c, _ = page_of(edition, "order/"), *keys(edition, "ABCD")
    for _ in range(2):
        assert host.post(new, {"step_1": a, "step_2": b}).status_code == 303
    order = SessionOrder.objects.get()
    assert "A → B" in text(host.get(page_of(edition)))
    circle = host.post(new, {"step_1": b, "step_2": c, "step_3": a})
    assert (circle.status_code, "“ vor sich selbst" in text(circle)) == (422, True)
    assert "„A“ → „B“" in text(circle) or "„A“ → „C“" in text(circle)
    assert f'value="{c}" selected' in text(circle), "what was chosen is kept"
    twice = host.post(new, {"step_1": b, "step_2": c, "step_3": b})
    assert (twice.status_code, "schon weiter oben" in text(twice)) == (422, True)
    alone = host.post(new, {"step_1": b})
    assert alone.status_code == 422
    address, now = page_of(edition, f"order/{order.pk}/"), version(edition)
    sent = {"version": now, "step_1": b, "step_2": a, "step_3": c}
    assert host.post(address, sent).status_code == 303
    assert "B → A → C" in text(host.get(page_of(edition)))
    stale = host.post(address, {"version": now, "step_1": a, "step_2": c})
    assert stale.status_code == 409
    assert queries.orders_of(edition)[0].sessions == (b, a, c)
    for _ in range(2):
        assert host.post(f"{address}remove/").status_code == 303
    assert not SessionOrder.objects.exists()


def test_what_holds_for_one_session_is_set_and_cleared(edition):
    host = as_(a_host(edition))
    address, (first, _) = page_of(edition, "session/1/"), slots(edition)
    sent = {"version": version(edition), "parts": "2", "heads": "40", "slots": [first.pk]}
    for _ in range(2):
        assert host.post(address, sent).status_code == 303
    html = text(host.get(page_of(edition)))
    assert "braucht 2 Zeitfenster hintereinander · 40 Personen erwartet" in html
    assert "nur Do, 4. März, 09:00–09:45" in html
    stale = host.post(address, {"version": "1", "parts": "3"})
    assert stale.status_code == 409
    for wrong in ({"parts": "9"}, {"heads": "0"}, {"slots": ["99999"]}):
        assert host.post(address, {"version": version(edition), **wrong}).status_code == 422
    assert host.post(address, {"version": version(edition)}).status_code == 303
    assert not SessionCondition.objects.exists()
    assert host.get(page_of(edition, "session/99/")).status_code == 404


def test_a_need_that_no_room_lists_is_named(edition):
    edition.rooms.filter(name="Saal").update(features=["Beamer", "Ton"])
    edition.proposals.filter(number=1).update(needs="beamer, Leinwand")
    html = " ".join(as_(a_host(edition)).get(page_of(edition)).content.decode().split())
    assert "braucht beamer, Leinwand" in html
    assert "entscheidet es nicht mit: Leinwand" in html


def test_when_a_room_is_not_free_is_set_and_read(edition):
    host, room = as_(a_host(edition)), edition.rooms.get()
    address, (first, second) = page_of(edition, f"room/{room.pk}/"), slots(edition)
    now = version(edition)
    for _ in range(2):
        sent = {"version": now, "slots": [first.pk, second.pk]}
        assert host.post(address, sent).status_code == 303
    html = text(host.get(page_of(edition)))
    assert "Nicht frei: Do, 4. März, 09:00–09:45, 10:00–10:45" in html
    stale = host.post(address, {"version": now, "slots": [first.pk]})
    assert (stale.status_code, text(stale).count(" checked")) == (409, 1)
    assert host.post(address, {"version": now, "slots": ["x"]}).status_code == 422
    assert host.get(page_of(edition, "room/99999/")).status_code == 404


def test_the_desk_names_the_clash_and_what_would_help(edition, kim):
    host = as_(a_host(edition))
    desk = f"/edition/{edition.slug}/plan/"
    as_(kim).post(times_of(edition), {"version": "0", "day_2027-03-04": "on"})
    assert host.post(f"{desk}solve/").status_code == 303
    jobs.run_due()
    html = text(host.get(desk))
    assert "wer sie gibt, kann dann nicht" in html
    assert "Es würde passen, wenn die Person, die sie gibt, auch zu anderen Zeiten könnte" in html
    assert re.search(r'conditions/">Bedingungen <b>1</b></a>', html)
    edition.proposals.filter(number=1).update(needs="Beamer")
    assert re.search(r'conditions/">Bedingungen <b>2</b></a>', text(host.get(desk))), "as listed"
    place = text(host.get(f"{desk}session/1/"))
    assert "2 weitere Plätze" in place
    assert place.count("wer sie gibt, kann dann nicht") == 2


def test_every_rule_of_the_solver_has_words():
    assert set(told.rule_words()) == {str(rule) for rule in Rule} | {"changed"}
    without_relief = {"unknown", "taken"}
    assert set(told.relief_words()) == {str(rule) for rule in Rule} - without_relief


def test_the_form_of_a_session_is_asked_where_it_makes_a_difference(edition, kim):
    browser, session = as_(kim), edition.proposals.get(title="A")
    propose = f"/edition/{edition.slug}/propose/"
    edit = f"{session.get_absolute_url()}edit/"
    asked = "Vor Ort oder online?"
    assert asked not in text(browser.get(propose))
    host, rooms = as_(a_host(edition)), f"/edition/{edition.slug}/plan/rooms/"
    for name, form in (("Turm", "on-site"), ("Netz", "online")):
        assert host.post(rooms, {"name": name, "form": form}).status_code == 303
    assert dict(Room.objects.values_list("name", "form"))["Netz"] == "online"
    assert asked in text(browser.get(propose))
    sent = {
        "version": session.version, "title": "A", "kind": "workshop", "minutes": "45",
        "language": "de", "form": "online",
    }  # fmt: skip
    assert browser.post(edit, sent).status_code == 303
    assert Proposal.objects.get(title="A").form == "online"
    assert "nur online" in text(host.get(page_of(edition)))
    Room.objects.exclude(name="Saal").delete()
    html = text(browser.get(edit))
    assert asked not in html
    assert '<input type="hidden" name="form" value="online"' in html, "and is kept when saved"


def test_a_room_keeps_its_form_when_it_is_changed(edition):
    host = as_(a_host(edition))
    room = raster.save_room(edition, RoomWords("Netz", form="online"), by=KEEPER)
    address = f"/edition/{edition.slug}/plan/rooms/{room.pk}/"
    assert '<option value="online" selected>' in text(host.get(address))


def test_conditions_leave_no_trace_for_anybody_else():
    world = World()
    edition = world.edition
    others = [proposals_of(world, n) for n in (21, 22)]
    Giver.objects.create(proposal=world.session, person=world.author, name="Autorin Beispiel")
    first = slots_of(edition, 2)[0]
    world.reindex()
    move_stamp()
    before = visit_all(world)
    told_author = queries.own_times(edition, world.author.pk)
    by = seen_as(world.author)
    actions.say_times(edition, told_author, {first.pk: "cannot"}, version=0, by=by)
    chosen = [world.session.pk, *others]
    actions.save_group(edition, "Zaunkönignest", chosen, by=KEEPER)
    actions.save_order(edition, chosen, by=KEEPER)
    said = actions.OfSession(parts=2, heads=77, slots=frozenset({first.pk}))
    now = version(edition)
    actions.save_session(world.session, said, version=now, by=KEEPER)
    world.reindex()
    move_stamp()
    after = visit_all(world)
    assert {key for key in before if before[key] != after[key]} == set()


def proposals_of(world, number):
    return Proposal.objects.create(
        edition=world.edition, number=number, title=f"Session {number}", at=world.session.at,
        guid=f"x-{number}", audience="public",
    ).pk  # fmt: skip


def test_the_page_asks_few_questions_however_much_was_said(count_queries):
    edition = a_published_edition(sessions=12)
    host = as_(a_host(edition))
    few = count_queries(lambda: host.get(page_of(edition)))
    sessions = list(edition.proposals.values_list("pk", flat=True))
    for n in range(4):
        actions.save_group(edition, f"Gruppe {n}", sessions[n : n + 4], by=KEEPER)
        actions.save_order(edition, sessions[n : n + 3], by=KEEPER)
    one = slots(edition)[0].pk
    for giver in queries.told_givers(edition):
        actions.say_times(edition, giver, {one: "cannot"}, version=0, by=KEEPER)
    for proposal in edition.proposals.all():
        said = actions.OfSession(heads=9, slots=frozenset({one}))
        actions.save_session(proposal, said, version=version(edition), by=KEEPER)
    many = count_queries(lambda: host.get(page_of(edition)))
    assert many <= few + 3, "the lists of groups, orders and stances, once there are any"
    assert many <= 24


def test_hosts_without_script_come_by_every_form_with_a_label(edition, kim):
    host = as_(a_host(edition))
    for page in ("group/", "order/", "session/1/", "giver/" + f"p{kim.pk}/"):
        html = text(host.get(page_of(edition, page)))
        ids = re.findall(r'<(?:input|select)(?![^>]*hidden)[^>]* id="([^"]+)"', html)
        assert ids
        assert all(f'for="{one}"' in html for one in ids), page


def test_a_guest_of_another_language_reads_english(edition):
    host = Client()
    host.force_login(a_host(edition), "allauth.account.auth_backends.AuthenticationBackend")
    html = text(host.get(f"/en{page_of(edition)}"))
    assert "What the timetable has to respect." in html
