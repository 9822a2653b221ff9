# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Proposing and marking interest through the pages."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone
from tests.builders.network import a_person
from tests.builders.programme import a_host, a_participant, a_session, an_edition
from tests.web.programme.test_programme_pages import as_

from labcamp.core import jobs
from labcamp.core.mail.models import Letter
from labcamp.programme.models import Giver, Interest, Planning, Proposal
from labcamp.series.models import Edition

pytestmark = pytest.mark.django_db

GOOD = {
    "title": "Antrag ohne Papier", "kind": "workshop", "abstract": "**Wie** geht das?",
    "minutes": "60", "language": "de", "needs": "Beamer", "givers": "Kim Beispiel\nAlex Muster",
}  # fmt: skip


def test_proposing_editing_and_withdrawing():
    edition = an_edition()
    client = as_(a_participant(edition))
    form = client.get(f"/edition/{edition.slug}/propose/").content.decode()
    token = re.search(r'name="token" value="([^"]+)"', form)[1]
    made = client.post(f"/edition/{edition.slug}/propose/", {**GOOD, "token": token})
    assert made.status_code == 303
    client.post(f"/edition/{edition.slug}/propose/", {**GOOD, "token": token})
    session = Proposal.objects.get()
    assert made["Location"] == session.get_absolute_url()
    assert session.givers_told == "Kim Beispiel, Alex Muster"
    shown = client.get(made["Location"]).content.decode()
    assert "<strong>Wie</strong>" in shown
    assert "Ihre Session steht auf der Liste der Vorschläge." in shown
    assert "Ihre Session steht" not in client.get(made["Location"]).content.decode(), "said once"

    address = session.get_absolute_url()
    assert 'value="Antrag ohne Papier"' in client.get(f"{address}edit/").content.decode()
    client.post(f"{address}edit/", {**GOOD, "title": "Neu", "version": "1"})
    session.refresh_from_db()
    assert (session.title, session.version) == ("Neu", 2)

    assert "Session zurückziehen?" in client.get(f"{address}withdraw/").content.decode()
    assert client.post(f"{address}withdraw/").status_code == 303
    listing = f"/edition/{edition.slug}/proposals/"
    assert "Zurückgezogen" in client.get(listing).content.decode()
    other = as_(a_participant(edition))
    assert "Neu" not in other.get(listing).content.decode()
    assert other.get(address).status_code == 404
    assert client.post(f"{address}offer-again/").status_code == 303
    assert other.get(address).status_code == 200


def without_tokens(html):
    return re.sub(r'value="\w{64}"', "", html)


def test_who_did_not_withdraw_a_session_hears_of_it_and_is_not_said_to_have_done_it():
    edition = an_edition()
    kim, alex = a_participant(edition, "Kim Beispiel"), a_participant(edition, "Alex Muster")
    host = as_(a_host(edition))
    both = (("Kim Beispiel", ""), ("Alex Muster", alex.email))
    session = a_session(edition, "Wird zurückgezogen", by=kim, givers=both)
    address = session.get_absolute_url()
    assert "bekommen eine E-Mail" in host.get(f"{address}withdraw/").content.decode()
    asked = as_(kim).get(f"{address}withdraw/").content.decode().split("<main")[1]
    Giver.objects.filter(person=alex).update(person=None)
    again = as_(kim).get(f"{address}withdraw/").content.decode().split("<main")[1]
    assert without_tokens(again) == without_tokens(asked), "whose address is known, it does not say"
    Giver.objects.filter(name="Alex Muster").update(person=alex)
    host.post(f"{address}withdraw/")
    jobs.run_due()
    letters = {one.to: one.text for one in Letter.objects.filter(kind="proposal")}
    assert letters.keys() == {kim.email, alex.email}
    for text in letters.values():
        assert "Die Gastgeber" in text
        assert "Wird zurückgezogen" in text
    assert (address in letters[kim.email], address in letters[alex.email]) == (True, False)
    page = as_(kim).get(address).content.decode()
    assert "Diese Session ist zurückgezogen" in page
    assert "Sie haben diese Session zurückgezogen" not in page
    as_(kim).post(f"{address}offer-again/")
    as_(alex).post(f"{address}withdraw/")
    jobs.run_due()
    assert Letter.objects.filter(kind="proposal").count() == 2, "one a day"
    Letter.objects.all().delete()
    as_(kim).post(f"{address}offer-again/")
    as_(alex).post(f"{address}withdraw/")
    jobs.run_due()
    last = Letter.objects.filter(kind="proposal").latest("pk")
    assert (last.to, Letter.objects.filter(kind="proposal").count()) == (kim.email, 1)
    assert "mit Ihnen gibt" in last.text
    assert "Alex Muster" not in last.text


def test_a_draft_that_is_withdrawn_writes_to_nobody():
    edition = an_edition()
    kim, alex = a_participant(edition, "Kim Beispiel"), a_participant(edition, "Alex Muster")
    both = f"Kim Beispiel\nAlex Muster <{alex.email}>"
    sent = {**GOOD, "token": str(uuid4()), "givers": both, "draft": "1"}
    made = as_(kim).post(f"/edition/{edition.slug}/propose/", sent)
    assert as_(alex).get(made["Location"]).status_code == 200
    assert as_(kim).post(f"{made['Location']}withdraw/").status_code == 303
    jobs.run_due()
    assert not Letter.objects.filter(kind="proposal").exists()


def test_whoever_proposes_jointly_and_writes_their_own_name_gives_the_session():
    edition = an_edition()
    person = a_participant(edition, "Sascha Beispiel")
    client = as_(person)
    page = client.get(f"/edition/{edition.slug}/propose/").content.decode()
    assert re.search(r"<textarea[^>]*name=\"givers\"[^>]*>\s*Sascha Beispiel</textarea>", page)
    sent = {**GOOD, "token": str(uuid4()), "givers": "Kim Beispiel\nsascha  Beispiel"}
    made = client.post(f"/edition/{edition.slug}/propose/", sent)
    session = Proposal.objects.get()
    assert [g.person for g in session.givers.all()] == [None, person]
    html = client.get(made["Location"]).content.decode()
    assert f"/edition/{edition.slug}/my-times/" in html
    assert "Möchten Sie dabei sein?" not in html
    assert client.post(f"{made['Location']}interest/", {"strength": "2"}).status_code == 403


def test_a_title_before_the_name_makes_nobody_a_stranger_to_their_own_session():
    edition = an_edition()
    kim, alex = a_participant(edition, "Kim Beispiel"), a_participant(edition, "Alex Muster")
    client, co_giver = as_(kim), as_(alex)
    sent = {**GOOD, "token": str(uuid4()), "givers": f"Dr. Kim Beispiel\nAlex <{alex.email}>"}
    address = client.post(f"/edition/{edition.slug}/propose/", sent)["Location"]
    session = Proposal.objects.get()
    assert [g.person for g in session.givers.all()] == [kim, alex]
    assert "Möchten Sie dabei sein?" not in client.get(address).content.decode()
    changed = {**GOOD, "version": "1", "givers": "Kim Beispiel\nAlex Muster (Labor Nord)"}
    assert co_giver.post(f"{address}edit/", changed).status_code == 303
    assert [g.person for g in session.givers.all()] == [kim, alex]
    assert co_giver.get(f"{address}edit/").status_code == 200
    other = {**GOOD, "version": "2", "givers": "Kim Beispiel\nChris Vorlage"}
    assert client.post(f"{address}edit/", other).status_code == 303
    assert [g.person for g in session.givers.all()] == [kim, None], "somebody else gives it now"
    assert co_giver.get(f"{address}edit/").status_code == 403


@pytest.mark.parametrize(("field", "value", "words"), [
    ("title", "", "erforderlich"),
    ("kind", "nonsense", "Auswahl"),
    ("minutes", "0", "größer"),
    ("minutes", "x", "Zahl"),
    ("title", "x" * 301, "300"),
    ("givers", "kim@example.org", "ist nicht lesbar"),
    ("givers", "\n".join(f"Kim {n}" for n in range(25)), "höchstens 24"),
])  # fmt: skip
def test_a_wrong_field_is_answered_beside_it_and_nothing_typed_is_lost(field, value, words):
    edition = an_edition()
    client = as_(a_participant(edition))
    sent = {**GOOD, "token": str(uuid4()), field: value}
    response = client.post(f"/edition/{edition.slug}/propose/", sent)
    html = response.content.decode()
    assert response.status_code == 422
    assert words in html
    assert "Wie** geht das?" in html
    assert not Proposal.objects.exists()


def test_what_the_form_does_not_ask_for_stays_when_it_is_saved():
    edition = an_edition()
    session = a_session(edition)
    kept = {"subtitle": "Ein zweiter Titel", "description": "Lang", "track": "Recht", "links": [{}]}
    Proposal.objects.filter(pk=session.pk).update(**kept)
    address = f"{session.get_absolute_url()}edit/"
    assert as_(session.by).post(address, {**GOOD, "version": "1"}).status_code == 303
    session.refresh_from_db()
    assert {name: getattr(session, name) for name in kept} == kept


def test_a_stale_form_shows_both_versions_and_overwrites_nothing():
    edition = an_edition()
    session = a_session(edition)
    client = as_(session.by)
    address = f"{session.get_absolute_url()}edit/"
    client.post(address, {**GOOD, "title": "Von jemand anderem", "version": "1"})
    stale = client.post(address, {**GOOD, "title": "Mein Titel", "version": "1"})
    html = stale.content.decode()
    assert stale.status_code == 409
    assert "Von jemand anderem" in html
    assert 'value="Mein Titel"' in html
    version = re.search(r'name="version" value="(\d+)"', html)[1]
    client.post(address, {**GOOD, "title": "Mein Titel", "version": version})
    session.refresh_from_db()
    assert session.title == "Mein Titel"


def test_what_was_typed_survives_a_sign_in_that_has_ended():
    edition = an_edition()
    person = a_participant(edition)
    session = a_session(edition, by=person)
    for address, version in (
        (f"/edition/{edition.slug}/propose/", ""),
        (f"{session.get_absolute_url()}edit/", "1"),
    ):
        client = as_(person)
        opened = client.get(address).content.decode()
        seal = re.search(r'name="typed_by" value="([^"]+)"', opened)[1]
        client.logout()
        sent = {**GOOD, "version": version, "typed_by": seal}
        refused = client.post(address, sent, headers={"referer": f"http://testserver{address}"})
        assert (refused.status_code, refused.url) == (302, f"/account/sign-in/?next={address}")
        if not version:
            client.force_login(
                a_participant(edition), "allauth.account.auth_backends.AuthenticationBackend"
            )
            assert "Antrag ohne Papier" not in client.get(address).content.decode(), "not theirs"
            client.logout()
            client.post(address, sent, headers={"referer": f"http://testserver{address}"})
        client.force_login(person, "allauth.account.auth_backends.AuthenticationBackend")
        html = client.get(address).content.decode()
        assert 'value="Antrag ohne Papier"' in html
        assert "**Wie** geht das?" in html
        assert "noch nicht abgeschickt" in html
        assert "Antrag ohne Papier" not in client.get(address).content.decode(), "given once"
    assert Proposal.objects.count() == 1


def test_the_same_title_once_more_by_the_way_back_is_named_and_not_made_twice():
    edition = an_edition()
    person = a_participant(edition)
    client = as_(person)
    address = f"/edition/{edition.slug}/propose/"
    first = client.post(address, {**GOOD, "token": str(uuid4())})
    again = client.post(address, {**GOOD, "title": "antrag ohne papier", "token": str(uuid4())})
    html = again.content.decode()
    assert (again.status_code, Proposal.objects.count()) == (422, 1)
    assert f'<a href="{first["Location"]}edit/">Antrag ohne Papier</a>' in html
    assert as_(a_participant(edition)).post(address, GOOD).status_code == 303, "others may"
    client.post(f"{first['Location']}withdraw/")
    assert client.post(address, {**GOOD, "token": str(uuid4())}).status_code == 303


def test_what_is_corrected_on_the_page_before_and_sent_again_is_saved():
    edition = an_edition()
    client = as_(a_participant(edition))
    address, sent = f"/edition/{edition.slug}/propose/", {**GOOD, "token": str(uuid4())}
    assert client.post(address, {**sent, "draft": "1"}).status_code == 303
    again = client.post(address, {**sent, "abstract": "Besser gesagt", "givers": "Kim Beispiel"})
    session = Proposal.objects.get()
    assert (again.status_code, again["Location"]) == (303, session.get_absolute_url())
    assert (session.abstract, session.givers_told) == ("Besser gesagt", "Kim Beispiel")
    assert session.state == "offered", "and now it is handed in"
    double = client.post(address, {**sent, "abstract": "Besser gesagt", "givers": "Kim Beispiel"})
    assert double["Location"] == session.get_absolute_url()


def test_what_is_sent_again_after_others_changed_it_shows_both_and_overwrites_nothing():
    edition = an_edition()
    client = as_(a_participant(edition))
    address, sent = f"/edition/{edition.slug}/propose/", {**GOOD, "token": str(uuid4())}
    session_page = client.post(address, sent)["Location"]
    as_(a_host(edition)).post(f"{session_page}edit/", {**GOOD, "title": "Glatt", "version": "1"})
    again = client.post(address, {**sent, "abstract": "Noch ein Satz"})
    html = again.content.decode()
    assert again.status_code == 409
    assert "Glatt" in html
    assert "Noch ein Satz" in html
    assert Proposal.objects.get().abstract == GOOD["abstract"]
    goal = re.search(r'<form method="post" action="([^"]+)" class="lc-form"', html)[1]
    version = re.search(r'name="version" value="(\d+)"', html)[1]
    client.post(goal, {**sent, "abstract": "Noch ein Satz", "version": version})
    assert Proposal.objects.get().abstract == "Noch ein Satz"


def test_other_peoples_sessions_are_not_mine_to_change():
    edition = an_edition()
    session = a_session(edition)
    stranger = as_(a_participant(edition))
    for act in ("edit/", "withdraw/"):
        assert stranger.get(session.get_absolute_url() + act).status_code == 403
        assert stranger.post(session.get_absolute_url() + act, GOOD).status_code == 403
    assert stranger.post(session.get_absolute_url() + "offer-again/").status_code == 403
    session.refresh_from_db()
    assert (session.title, session.state) == ("Offene Werkstatt", "offered")


def test_guests_are_asked_to_sign_in_and_come_back(client):
    edition = an_edition()
    response = client.get(f"/edition/{edition.slug}/propose/")
    assert response.status_code == 302
    assert f"/edition/{edition.slug}/propose/" in response["Location"]


def test_who_has_no_place_yet_reads_how_to_come_to_propose(client):
    edition = an_edition(registration_open=True)
    way = f"/edition/{edition.slug}/propose/"
    assert f'href="{way}"' in client.get(f"/edition/{edition.slug}/proposals/").content.decode()
    stranger = as_(a_person())
    answer = stranger.get(way)
    assert answer.status_code == 403
    assert f'href="/edition/{edition.slug}/register/"' in answer.content.decode()
    assert stranger.post(way, GOOD).status_code == 403
    assert not Proposal.objects.exists()
    Edition.objects.update(registration_open=False)
    assert "vergeben wir zurzeit keine Plätze" in stranger.get(way).content.decode()
    Planning.objects.create(edition=edition, proposals_open=False)
    assert "Vorschläge sind geschlossen" in stranger.get(way).content.decode()
    assert f'href="{way}"' not in client.get(f"/edition/{edition.slug}/proposals/").content.decode()


def test_one_click_marks_with_and_without_script():
    edition = an_edition()
    session = a_session(edition)
    person = a_participant(edition)
    client = as_(person)
    address = session.get_absolute_url() + "interest/"
    plain = client.post(address, {"strength": "2", "back": "list"})
    assert (plain.status_code, plain["Location"]) == (
        303, f"/edition/{edition.slug}/proposals/#s{session.number}",
    )  # fmt: skip
    client.post(address, {"strength": "2", "back": "list"})
    assert Interest.objects.count() == 1
    listing = client.get(f"/edition/{edition.slug}/proposals/").content.decode()
    assert listing.count('value="back" aria-pressed="true"') == 1
    assert "1 von 1 beantwortet" in listing

    part = client.post(address, {"strength": "back"}, headers={"hx-request": "true"})
    html = part.content.decode()
    assert part.status_code == 200
    assert "<html" not in html
    assert 'aria-pressed="true"' not in html
    assert not Interest.objects.exists()


def test_marking_in_a_narrowed_list_without_script_leads_back_to_it():
    edition = an_edition()
    session = a_session(edition, kind="walk")
    client = as_(a_participant(edition))
    listing = f"/edition/{edition.slug}/proposals/?kind=walk"
    back = re.search(r'name="back" value="([^"]+)"', client.get(listing).content.decode())[1]
    address = session.get_absolute_url() + "interest/"
    marked = client.post(address, {"strength": "2", "back": back})
    assert marked["Location"] == f"{listing}#s{session.number}"
    part = client.post(address, {"strength": "1", "back": back}, headers={"hx-request": "true"})
    assert f'value="{back}"' in part.content.decode()
    odd = client.post(address, {"strength": "2", "back": "list //example.org"})
    assert odd["Location"] == f"/edition/{edition.slug}/proposals/#s{session.number}"


def test_who_is_signed_out_meanwhile_is_led_to_sign_in_as_a_whole_page(client):
    edition = an_edition()
    session = a_session(edition)
    listing = f"/edition/{edition.slug}/proposals/"
    answer = client.post(
        session.get_absolute_url() + "interest/",
        {"strength": "2"},
        headers={"hx-request": "true", "referer": f"http://testserver{listing}"},
    )
    assert answer.status_code == 204
    assert answer["HX-Redirect"] == f"/account/sign-in/?next={listing}"


@pytest.mark.parametrize("strength", ["3", "-1", "x", "", "None"])
def test_nonsense_is_no_mark(strength):
    edition = an_edition()
    session = a_session(edition)
    client = as_(a_participant(edition))
    address = session.get_absolute_url() + "interest/"
    assert client.post(address, {"strength": strength}).status_code == 404
    assert not Interest.objects.exists()


def test_who_does_not_take_part_cannot_vote(client):
    edition = an_edition()
    session = a_session(edition)
    address = session.get_absolute_url() + "interest/"
    assert as_(a_person()).post(address, {"strength": "2"}).status_code == 403
    assert client.post(address, {"strength": "2"}).status_code == 302
    assert client.get(address).status_code == 405
    assert not Interest.objects.exists()


def test_a_vote_that_closed_meanwhile_is_refused_in_words():
    edition = an_edition()
    session = a_session(edition)
    client = as_(a_participant(edition))
    past = timezone.now() - timedelta(minutes=1)
    Planning.objects.create(edition=edition, voting_closes=past)
    address = session.get_absolute_url() + "interest/"
    assert client.post(address, {"strength": "2"}).status_code == 403
    html = client.get(f"/edition/{edition.slug}/proposals/").content.decode()
    assert "lässt sich nichts vormerken" in html
    assert "lc-interest" not in html


def test_nobody_sees_counts_before_the_vote_ends():
    edition = an_edition()
    session = a_session(edition)
    person = a_participant(edition)
    as_(person).post(session.get_absolute_url() + "interest/", {"strength": "2"})
    host = as_(a_host(edition))
    listing = f"/edition/{edition.slug}/proposals/"
    assert "interessiert" not in host.get(listing).content.decode()
    past = timezone.now() - timedelta(minutes=1)
    Planning.objects.create(edition=edition, voting_closes=past)
    assert "1 Person ist interessiert" in host.get(listing).content.decode()
    assert "interessiert" not in as_(person).get(listing).content.decode()


def test_the_list_can_be_narrowed_to_a_kind(client):
    edition = an_edition()
    giver = a_participant(edition)
    a_session(edition, "Spazieren", by=giver, kind="walk")
    a_session(edition, "Reden", by=giver)
    listing = f"/edition/{edition.slug}/proposals/"
    walks = client.get(f"{listing}?kind=walk").content.decode()
    assert "Spazieren" in walks
    assert "Reden" not in walks
    assert "Von dieser Art" in client.get(f"{listing}?kind=challenge").content.decode()
    assert "Reden" in client.get(f"{listing}?kind=nonsense").content.decode()


def test_a_page_for_guests_can_be_kept(client):
    edition = an_edition()
    a_session(edition)
    for rest in ("proposals/", "session/1/", "programme/"):
        response = client.get(f"/edition/{edition.slug}/{rest}")
        assert not response.cookies
        assert "csrfmiddlewaretoken" not in response.content.decode()
