# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""The baton through its pages: call, offer, consent, acceptance, and what happens when it falls."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.builders import harvest as build

from labcamp.core import jobs
from labcamp.core.access import system
from labcamp.core.mail.models import Letter
from labcamp.network.actions import consent
from labcamp.network.models import ConsentRound
from labcamp.series.actions import calls, offers, takeover
from labcamp.series.jobs.baton import carry_the_baton_on, look_after_the_baton
from labcamp.series.models import Edition, HostCall, HostOffer, HostTeam, Series, Takeover
from labcamp.series.queries import viewer_for

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def work():
    while jobs.run_due():
        pass


@pytest.fixture
def series():
    return Series.objects.create(name="LabCamp")


@pytest.fixture
def labs(series):
    return [build.a_lab(name) for name in ("Eins", "Zwei", "Drei")]


@pytest.fixture
def speakers(labs):
    return [build.a_member(lab, "coordinator") for lab in labs]


@pytest.fixture
def call(labs, speakers):
    terms = calls.Terms(number=11, text="Wer lädt ein?", offers_until=NOW + timedelta(days=20))
    return calls.open_call(terms, by=system("test"))


def the_form(**more):
    return {
        "theme": "Mut zur Lücke", "about": "Drei Stunden.", "period": "Frühjahr 2031",
        "first_day": "2031-04-24", "last_day": "", "form": "online", "place": "", "seats": "60",
        "needs": "Moderation", **more,
    }  # fmt: skip


def an_offer(call, lab, person, **more):
    sent = the_form(lab=lab.slug, **more)
    answer = build.browser_of(person).post(f"/baton/call/{call.pk}/offer/", sent)
    assert answer.status_code == 303, answer.content.decode()
    return HostOffer.objects.get(call=call, labs__lab=lab, labs__leads=True)


def agree(offer, labs, speakers):
    """Put the offer to the labs, who all consent."""
    calls.put_to_the_labs(offer, by=system("test"))
    offer.refresh_from_db()
    for lab, person in zip(labs, speakers, strict=True):
        consent.speak(offer.round, lab, "consent", reason="", text=1, by=viewer_for(person))
    work()
    offer.refresh_from_db()


def accept(offer, lab, person):
    where = f"/baton/offer/{offer.pk}/{lab.slug}/accept/"
    return build.browser_of(person).post(where)


def hosting(person):
    return viewer_for(person).hosting


def test_from_the_call_to_the_edition(labs, speakers):
    steward = build.browser_of(build.a_steward())
    day = (NOW + timedelta(days=30)).date().isoformat()
    sent = {"number": 11, "text": "Wer lädt ein?", "offers_until": day, "quorum_percent": 60,
            "silence": "agrees", "decide_days": 14, "change_days": 7, "accept_days": 10}  # fmt: skip
    assert steward.post("/baton/call/new/", sent).status_code == 303
    call = HostCall.objects.get()
    assert "Wer lädt ein?" in Client().get(f"/baton/call/{call.pk}/").content.decode()
    assert "60 Prozent" in Client().get(f"/baton/call/{call.pk}/").content.decode()
    again = steward.post("/baton/call/new/", sent)
    assert (again.status_code, HostCall.objects.count()) == (422, 1)
    assert "Wer lädt ein?" in again.content.decode()
    offer = an_offer(call, labs[0], speakers[0], together=[labs[1].slug])
    assert steward.post(f"/baton/offer/{offer.pk}/put/").status_code == 422
    other = build.browser_of(speakers[1])
    assert other.post(f"/baton/offer/{offer.pk}/{labs[1].slug}/join/", {"joins": "yes"})
    assert steward.post(f"/baton/offer/{offer.pk}/put/").url.startswith("/consent/")
    asked = ConsentRound.objects.get()
    assert asked.quorum == 2
    assert "gemeinsam" in asked.question
    for lab, person in zip(labs, speakers, strict=True):
        where = f"/consent/{asked.pk}/{lab.slug}/speak/"
        said = {"kind": "consent", "reason": "", "text": 1}
        assert build.browser_of(person).post(where, said).status_code == 303
    work()
    call.refresh_from_db()
    assert call.state == "accepting"
    assert not hosting(speakers[0])
    assert accept(offer, labs[0], speakers[0]).status_code == 303
    assert accept(offer, labs[0], speakers[0]).status_code == 303
    assert not Edition.objects.exists()
    assert accept(offer, labs[2], speakers[2]).status_code == 404
    assert accept(offer, labs[1], speakers[1]).url == "/edition/11/"
    assert accept(offer, labs[1], speakers[1]).url == "/edition/11/"
    edition = Edition.objects.get()
    assert (edition.theme, edition.seats, str(edition.first_day)) == (
        "Mut zur Lücke", 60, "2031-04-24")  # fmt: skip
    assert [role.lab for role in edition.roles.all()] == [labs[0], labs[1]]
    assert hosting(speakers[0]) == hosting(speakers[1]) == {edition.pk}
    assert not hosting(speakers[2])
    work()
    work()
    passed = Letter.objects.filter(subject__contains="weitergegeben").values_list("to", flat=True)
    assert sorted(passed) == sorted(person.email for person in speakers)
    page = Client().get("/baton/").content.decode()
    assert labs[0].name in page
    assert "LabCamp #11" in page


def test_an_offer_keeps_what_was_typed_and_is_made_once(call, labs, speakers):
    browser = build.browser_of(speakers[0])
    where = f"/baton/call/{call.pk}/offer/"
    wrong = browser.post(where, the_form(lab=labs[0].slug, first_day="2031-04-24",
                                         last_day="2031-04-01", theme="Mut & Maß"))  # fmt: skip
    page = wrong.content.decode()
    assert wrong.status_code == 422
    assert "Mut &amp; Maß" in page
    assert "vor dem ersten" in page
    assert not HostOffer.objects.exists()
    for _ in range(2):
        assert browser.post(where, the_form(lab=labs[0].slug)).status_code == 303
    assert HostOffer.objects.count() == 1
    assert browser.post(where, the_form(lab=labs[0].slug, theme="Anderes")).status_code == 422
    assert browser.post(where, the_form(lab=labs[1].slug)).status_code == 422
    assert build.browser_of(build.a_member(labs[0])).post(where, the_form()).status_code == 403


def test_an_objection_is_met_by_changing_the_offer(call, labs, speakers):
    offer = an_offer(call, labs[0], speakers[0])
    calls.put_to_the_labs(offer, by=system("test"))
    asked = ConsentRound.objects.get()
    consent.speak(
        asked, labs[1], "objection", reason="Im April geht es nicht.", text=1,
        by=viewer_for(speakers[1]),
    )  # fmt: skip
    browser = build.browser_of(speakers[0])
    where = f"/baton/offer/{offer.pk}/edit/"
    assert browser.get(f"/consent/{asked.pk}/change/").url == where
    page = browser.get(where).content.decode()
    assert "Im April geht es nicht." in page
    changed = the_form(version=1, first_day="2031-05-08")
    assert browser.post(where, changed).status_code == 422
    assert browser.post(where, {**changed, "change": "Mai statt April."}).status_code == 303
    assert browser.post(where, {**changed, "change": "Noch einmal."}).status_code == 409
    text = asked.texts.last()
    assert (text.number, text.change) == (2, "Mai statt April.")
    assert "8. Mai 2031" in text.text
    assert "**Thema:** Mut zur Lücke" in text.text


def test_a_single_offer_goes_to_the_labs_by_itself_and_several_wait(call, labs, speakers):
    build.a_steward()
    an_offer(call, labs[0], speakers[0])
    assert calls.put_only_offers(call.offers_until - timedelta(minutes=1)) == 0
    second = an_offer(call, labs[1], speakers[1])
    assert calls.put_only_offers(call.offers_until) == 0
    look_after_the_baton(call.offers_until)
    look_after_the_baton(call.offers_until + timedelta(hours=1))
    assert Letter.objects.filter(text__contains="mehrere Labore").count() == 1
    offers.withdraw_offer(second, by=viewer_for(speakers[1]))
    carry_the_baton_on(call.offers_until)
    assert calls.put_only_offers(call.offers_until) == 0
    assert ConsentRound.objects.count() == 1


def test_when_nobody_offers_everybody_reads_it_and_labs_are_suggested(call, labs):
    HostCall.objects.update(offers_until=NOW - timedelta(days=1))
    steward = build.a_steward()
    page = Client().get(f"/baton/call/{call.pk}/").content.decode()
    assert "niemand hat angeboten" in page
    assert all(lab.name in page for lab in labs)
    look_after_the_baton(NOW)
    assert Letter.objects.get(to=steward.email, subject__contains="#11").text.count("angeboten")


def test_hosts_who_do_not_accept_in_time_lose_the_baton(call, labs, speakers):
    build.a_steward()
    offer = an_offer(call, labs[0], speakers[0])
    agree(offer, labs, speakers)
    look_after_the_baton(offer.accept_until - timedelta(days=2))
    assert Letter.objects.filter(to=speakers[0].email, subject__contains="wartet auf Sie").exists()
    assert calls.let_acceptance_run_out(offer.accept_until) == 1
    assert calls.let_acceptance_run_out(offer.accept_until) == 0
    call.refresh_from_db()
    assert call.state == "open"
    assert accept(offer, labs[0], speakers[0]).status_code == 403
    assert not Edition.objects.exists()


def test_an_agreed_offer_can_be_taken_back_and_the_call_goes_on(call, labs, speakers):
    offer = an_offer(call, labs[0], speakers[0])
    agree(offer, labs, speakers)
    browser = build.browser_of(speakers[0])
    for _ in range(2):
        browser.post(f"/baton/offer/{offer.pk}/withdraw/")
    call.refresh_from_db()
    assert call.state == "open"
    an_offer(call, labs[1], speakers[1])


@pytest.fixture
def edition(call, labs, speakers):
    offer = an_offer(call, labs[0], speakers[0])
    agree(offer, labs, speakers)
    accept(offer, labs[0], speakers[0])
    return Edition.objects.get()


def test_silent_hosts_are_asked_and_one_click_keeps_the_baton(edition, speakers):
    other = build.browser_of(speakers[1])
    assert other.post("/edition/11/baton/", {"reason": ""}).status_code == 422
    for _ in range(2):
        assert other.post("/edition/11/baton/", {"reason": "Seit Mai still."}).status_code == 303
    asked = Takeover.objects.get()
    work()
    letter = Letter.objects.get(to=speakers[0].email, subject__contains="Tragen Sie")
    assert "Seit Mai still." in letter.text
    answer = f"/edition/11/baton/{asked.pk}/"
    assert other.post(answer).status_code == 403
    assert build.browser_of(speakers[0]).post(answer).status_code == 303
    assert takeover.free_silent_batons(asked.answer_until) == 0
    assert hosting(speakers[0]) == {edition.pk}


def test_silence_frees_the_baton_and_others_take_the_same_edition(edition, labs, speakers):
    asked = takeover.ask_hosts(edition, reason="Still.", by=viewer_for(speakers[1]))
    assert takeover.free_silent_batons(asked.answer_until - timedelta(seconds=1)) == 0
    assert takeover.free_silent_batons(asked.answer_until) == 1
    assert takeover.free_silent_batons(asked.answer_until) == 0
    later = asked.answer_until + takeover.OVERLAP
    assert viewer_for(speakers[0], later - timedelta(seconds=1)).hosting == {edition.pk}
    after = viewer_for(speakers[0], later)
    assert (after.hosting, after.editions) == (frozenset(), {edition.pk})
    assert "hat nicht mehr geantwortet" in Client().get("/baton/").content.decode()
    call = HostCall.objects.get(state="open")
    offer = an_offer(call, labs[1], speakers[1], theme="Neuer Anlauf")
    agree(offer, labs, speakers)
    assert accept(offer, labs[1], speakers[1]).url == "/edition/11/"
    assert Edition.objects.count() == 1
    assert [role.lab for role in edition.roles.all()] == [labs[1]]
    assert hosting(speakers[1]) == {edition.pk}


def test_hosts_give_the_baton_back(edition, labs, speakers):
    host = build.browser_of(speakers[0])
    assert host.post("/edition/11/baton/", {"reason": "Das Labor schließt."}).status_code == 303
    assert HostCall.objects.filter(state="open", edition=edition).count() == 1
    work()
    assert Letter.objects.filter(to=speakers[0].email, subject__contains="ist frei").exists()
    call = HostCall.objects.get(state="open")
    assert Letter.objects.filter(text__contains=f"/baton/call/{call.pk}/").count() == 3


def test_the_archive_ends_the_rights_and_leaves_the_reading(edition, speakers):
    host = build.browser_of(speakers[0])
    page = host.get("/edition/11/edit/").content.decode()
    assert "version" in page
    sent = {"version": edition.version, "number": 11, "title": edition.title, "state": "archived",
            "first_day": "2031-04-24", "last_day": "2031-04-24", "language": "de",
            "audience": "public"}  # fmt: skip
    assert host.post("/edition/11/edit/", sent).status_code == 303
    assert host.get("/edition/11/edit/").status_code == 403
    assert edition.pk in viewer_for(speakers[0]).editions
    assert not HostTeam.objects.filter(edition=edition, until=None).exists()


def test_guests_read_no_offers_and_the_pages_cost_the_same_for_many(call, labs, speakers):
    an_offer(call, labs[0], speakers[0])
    guest = Client()
    offer = HostOffer.objects.get()
    assert guest.get(f"/baton/offer/{offer.pk}/").status_code == 404
    assert offer.theme not in guest.get(f"/baton/call/{call.pk}/").content.decode()
    member = build.browser_of(speakers[2])

    def queries(where):
        with CaptureQueriesContext(connection) as counted:
            assert member.get(where).status_code == 200
        return len(counted)

    for number in (1, 2):
        build.an_edition(number).roles.create(role="host", lab=labs[2], name=labs[2].name)
    few = queries("/baton/"), queries(f"/baton/call/{call.pk}/")
    an_offer(call, labs[1], speakers[1])
    for number in (3, 4, 5):
        build.an_edition(number).roles.create(role="host", lab=labs[2], name=labs[2].name)
    terms = calls.Terms(number=12, text="", offers_until=NOW + timedelta(days=20))
    calls.open_call(terms, by=system("test"))
    assert (queries("/baton/"), queries(f"/baton/call/{call.pk}/")) == few
