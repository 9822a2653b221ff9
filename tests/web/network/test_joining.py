# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""J1 through its pages: a lab is proposed, compared, vouched for, admitted, kept and closed."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone
from tests.builders.network import (
    a_coordinator,
    a_lab,
    a_level,
    a_member,
    a_person,
    a_proposal,
    a_steward,
    a_topic,
)

from labcamp.core import jobs
from labcamp.core.instance.models import Instance
from labcamp.core.mail.models import Letter
from labcamp.core.record import Fact
from labcamp.network.models import JoinRequest, Lab, Membership

pytestmark = pytest.mark.django_db


@pytest.fixture
def level():
    return a_level()


@pytest.fixture
def typed(level):
    """What somebody types into the form for a new lab."""
    return {
        "name": "stadtLABOR Soest",
        "carrier": "Stadt Soest",
        "level": level.key,
        "town": "Soest",
        "wants_public": "yes",
        "founded": "05.2021",
        "website": "stadtlabor-soest.example",
        "offers": "Ein offener **Nachmittag**",
    }


@pytest.fixture
def kim(client):
    person = a_person("Kim Beispiel")
    client.force_login(person)
    return person


def text_of(response):
    return response.content.decode()


def send_letters():
    while jobs.run_due():
        pass


def letters_to(person):
    return list(Letter.objects.filter(to=person.email).values_list("subject", flat=True))


def test_a_guest_is_asked_to_sign_in_and_comes_back(client):
    response = client.get("/labs/propose/")
    assert response.status_code == 302
    assert response["Location"].endswith("?next=/labs/propose/")


def test_a_proposal_keeps_what_was_typed_and_finds_the_town(client, kim, typed):
    a_topic()
    response = client.post("/labs/propose/", {**typed, "topics": ["beteiligung"]})
    assert response.status_code == 303
    lab = Lab.objects.get()
    assert response["Location"] == "/labs/stadtlabor-soest/?proposed=1"
    assert (lab.state, lab.audience, lab.region, lab.town_size) == (
        "proposed",
        "network",
        "DE-05",
        "medium",
    )
    assert (lab.founded, lab.web_key) == ("2021-05", "stadtlabor-soest.example")
    assert [topic.key for topic in lab.topics.all()] == ["beteiligung"]
    page = text_of(client.get(response["Location"]))
    assert "Der Vorschlag ist eingereicht" in page
    assert "<strong>Nachmittag</strong>" in page
    assert "Mai 2021" in page


def test_a_form_sent_twice_is_one_proposal(client, kim, typed):
    first = client.post("/labs/propose/", typed)
    second = client.post("/labs/propose/", typed)
    assert (first["Location"], Lab.objects.count()) == (second["Location"], 1)
    assert Fact.objects.filter(kind="network.lab_proposed").count() == 1


def test_wrong_fields_are_told_beside_them_and_the_rest_is_kept(client, kim, typed):
    wrong = {**typed, "name": "", "founded": "gestern", "website": "kein/wert", "ags": "123"}
    response = client.post("/labs/propose/", wrong)
    assert response.status_code == 422
    page = text_of(response)
    assert set(response.context["form"].errors) == {"name", "founded", "website", "ags"}
    assert "Bitte schreiben Sie ein Jahr, einen Monat oder einen Tag" in page
    assert "Der Schlüssel hat acht Ziffern" in page
    assert "Ein offener **Nachmittag**" in page
    assert 'value="gestern"' in page
    assert not Lab.objects.exists()


def test_a_town_of_many_is_chosen_among_them_in_a_second_step_without_script(client, kim, typed):
    looked = client.post("/labs/propose/", {**typed, "town": "Neustadt", "find": "1"})
    assert looked.status_code == 200
    assert "Ein offener **Nachmittag**" in text_of(looked)
    found = looked.context["form"].found
    assert len(found) > 3
    assert f'value="{found[2].value}"' in text_of(looked)

    unclear = client.post("/labs/propose/", {**typed, "town": "Neustadt"})
    assert unclear.status_code == 422
    assert "Bitte wählen Sie, welcher Ort gemeint ist" in text_of(unclear)

    client.post("/labs/propose/", {**typed, "town": "Neustadt", "place": found[2].value})
    lab = Lab.objects.get()
    assert (lab.place_id, lab.region) == (int(found[2].value), found[2].where.region)


def test_a_town_that_is_not_listed_needs_its_country(client, kim, typed):
    nowhere = {**typed, "town": "Xyzburghausen"}
    response = client.post("/labs/propose/", nowhere)
    assert response.status_code == 422
    assert "Dieser Ort steht nicht in der Liste" in text_of(response)
    client.post("/labs/propose/", {**nowhere, "country": "FR"})
    lab = Lab.objects.get()
    assert (lab.town, lab.country, lab.place_id) == ("Xyzburghausen", "FR", None)


def test_the_municipal_key_must_belong_to_the_town(client, kim, typed):
    response = client.post("/labs/propose/", {**typed, "ags": "09162000"})
    assert "gehört zu einem anderen Bundesland" in text_of(response)
    client.post("/labs/propose/", {**typed, "ags": "05 974 040"})
    assert Lab.objects.get().ags == "05974040"


@pytest.mark.parametrize(
    ("there", "why"),
    [
        ({"name": "Stadtlabor Soest e. V."}, "gleicher Name"),
        ({"name": "Stadt-Labor Soest", "town": "Bonn"}, "gleicher Name"),
        ({"name": "Stadtlabor Soester Börde"}, "gleicher Ort, ähnlicher Name"),
        (
            {"name": "Ganz anders", "website": "https://www.stadtlabor-soest.example/"},
            "gleiche Webadresse",
        ),
        ({"name": "Stadtlabore Soest", "town": "Bonn"}, "ähnlicher Name"),
    ],
)
def test_likely_duplicates_are_pointed_out_before_anything_is_filed(client, kim, typed, there, why):
    known = a_lab(**there)
    response = client.post("/labs/propose/", typed)
    page = text_of(response)
    assert response.status_code == 200
    assert why in page
    assert f'href="/labs/{known.slug}/join/"' in page
    assert Lab.objects.count() == 1

    anyway = client.post("/labs/propose/", {**typed, "anyway": "on"})
    assert anyway.status_code == 303
    assert Lab.objects.count() == 2


def test_an_own_proposal_that_is_only_alike_does_not_hide_the_others(client, kim, typed):
    a_lab("Stadtlabor Soest")
    a_proposal("Stadtlabor Soester Börde", by=kim)
    page = text_of(client.post("/labs/propose/", typed))
    assert "gleicher Name" in page
    assert "gleicher Ort, ähnlicher Name" in page


def test_from_the_duplicates_one_gets_back_to_the_filled_form(client, kim, typed):
    a_lab("Stadtlabor Soest")
    page = text_of(client.post("/labs/propose/", typed))
    assert 'name="offers" value="Ein offener **Nachmittag**"' in page
    back = client.post("/labs/propose/", {**typed, "find": "1"})
    assert 'value="stadtLABOR Soest"' in text_of(back)


def test_a_lab_hidden_from_the_proposer_is_not_given_away_as_a_duplicate(client, kim, typed):
    a_lab("Stadtlabor Soest", wants_public=False)
    assert client.post("/labs/propose/", typed).status_code == 303


def test_two_member_labs_vouch_and_the_lab_is_admitted_by_itself(client):
    proposer = a_person("Kim Beispiel")
    lab = a_proposal("Neues Labor", by=proposer)
    first, second = a_coordinator(), a_coordinator()

    client.force_login(first)
    assert "Im Namen von" in text_of(client.get("/labs/neues-labor/"))
    for _ in range(2):
        assert client.post("/labs/neues-labor/vouch/").status_code == 303
    lab.refresh_from_db()
    assert (lab.state, lab.vouches.count()) == ("proposed", 1)

    client.force_login(second)
    client.post("/labs/neues-labor/vouch/")
    lab.refresh_from_db()
    assert (lab.state, lab.audience) == ("admitted", "public")
    assert client.post("/labs/neues-labor/vouch/").status_code == 303

    send_letters()
    assert letters_to(proposer) == ["[labcamp] Neues Labor gehört zum Netzwerk"]
    assert any("Neues Labor gehört zum Netzwerk" in letter.subject for letter in mail.outbox)
    client.logout()
    assert "In das Netzwerk aufgenommen" in text_of(client.get("/labs/neues-labor/"))


def test_how_many_vouches_are_needed_is_a_setting(client):
    Instance.objects.update_or_create(pk=1, defaults={"vouches_needed": 1})
    lab = a_proposal("Neues Labor")
    client.force_login(a_coordinator())
    client.post("/labs/neues-labor/vouch/")
    lab.refresh_from_db()
    assert lab.state == "admitted"


def test_nobody_vouches_who_may_not(client):
    proposer = a_coordinator()
    lab = a_proposal("Neues Labor", by=proposer)
    member = a_member(a_lab())
    for person in (proposer, member, a_steward()):
        client.force_login(person)
        assert client.post("/labs/neues-labor/vouch/").status_code == 403
    assert not lab.vouches.exists()


def test_a_lab_vouches_in_its_own_name_only(client):
    lab = a_proposal("Neues Labor")
    foreign = a_lab("Fremdes Labor")
    client.force_login(a_coordinator())
    response = client.post("/labs/neues-labor/vouch/", {"for_lab": foreign.slug})
    assert response.status_code == 403
    assert not lab.vouches.exists()


def test_a_steward_admits_directly_and_sees_likely_duplicates(client):
    a_lab("Stadtlabor Soest", wants_public=False)
    lab = a_proposal("stadtLABOR Soest")
    client.force_login(a_steward())
    assert "gleicher Name" in text_of(client.get(f"/steward/labs/{lab.slug}/"))
    for _ in range(2):
        response = client.post(f"/steward/labs/{lab.slug}/", {"answer": "admit"})
        assert response.status_code == 303
    lab.refresh_from_db()
    assert lab.state == "admitted"
    assert Fact.objects.filter(kind="network.lab_admitted", about_id=str(lab.pk)).count() == 1


def test_declining_needs_a_reason_that_the_proposer_reads(client):
    proposer = a_person()
    lab = a_proposal("Neues Labor", by=proposer)
    client.force_login(a_steward())
    empty = client.post("/steward/labs/neues-labor/", {"answer": "decline", "why": " "})
    assert empty.status_code == 422
    client.post(
        "/steward/labs/neues-labor/", {"answer": "decline", "why": "Das ist ein Coworking-Raum."}
    )
    lab.refresh_from_db()
    assert (lab.state, lab.audience) == ("declined", "author")
    send_letters()
    letter = Letter.objects.get(to=proposer.email)
    assert "Das ist ein Coworking-Raum." in letter.text

    assert client.get("/labs/neues-labor/").status_code == 404
    client.force_login(proposer)
    assert "Das ist ein Coworking-Raum." in text_of(client.get("/labs/neues-labor/"))
    assert "Neues Labor" in text_of(client.get("/labs/mine/"))


def test_a_proposal_is_seen_by_the_network_and_by_nobody_else(client):
    proposer = a_person()
    a_proposal("Neues Labor", by=proposer)
    assert client.get("/labs/neues-labor/").status_code == 404
    client.force_login(a_person())
    assert client.get("/labs/neues-labor/").status_code == 404
    for person in (proposer, a_coordinator(), a_steward()):
        client.force_login(person)
        assert client.get("/labs/neues-labor/").status_code == 200


def test_unknown_labs_and_other_peoples_labs(client):
    lab = a_lab("Amtslabor")
    held = lab.memberships.get()
    other = a_coordinator()
    pages = ("edit", "status", "members", "leave")
    for page in pages:
        response = client.get(f"/labs/amtslabor/{page}/")
        assert response.status_code == 302, page
    client.force_login(other)
    assert client.get("/labs/gibt-es-nicht/").status_code == 404
    for page in pages:
        assert client.get(f"/labs/amtslabor/{page}/").status_code == 403, page
        assert client.get(f"/labs/gibt-es-nicht/{page}/").status_code == 404, page
    for page in ("edit", "status", "confirm", "audience", f"members/{held.pk}"):
        assert client.post(f"/labs/amtslabor/{page}/").status_code == 403, page
    assert client.get("/steward/labs/").status_code == 403
    mine = Membership.objects.get(person=other).lab
    assert client.post(f"/labs/{mine.slug}/members/{held.pk}/").status_code == 404
    assert client.post(f"/labs/{mine.slug}/members/answer/999/").status_code == 404


def edit_form(client, slug):
    form = client.get(f"/labs/{slug}/edit/").context["form"]
    return {name: value for name, value in form.initial.items() if value}


def test_editing_changes_the_page_and_keeps_the_former_name_findable(client, kim):
    a_lab("Amtslabor", by=kim)
    form = edit_form(client, "amtslabor")
    response = client.post("/labs/amtslabor/edit/", {**form, "name": "Zukunftslabor"})
    assert response.status_code == 303
    lab = Lab.objects.get()
    assert (lab.name, lab.slug, lab.version, lab.region) == (
        "Zukunftslabor",
        "amtslabor",
        2,
        "DE-05",
    )
    assert "Auch genannt" in text_of(client.get("/labs/amtslabor/"))
    assert "Zukunftslabor" in text_of(client.get("/labs/?q=Amtslabor"))


def test_who_saves_over_a_newer_version_sees_both_and_overwrites_nothing(client, kim):
    lab = a_lab("Amtslabor", by=kim, offers="Anfang")
    form = edit_form(client, lab.slug)
    client.post("/labs/amtslabor/edit/", {**form, "offers": "Das der anderen"})
    stale = client.post("/labs/amtslabor/edit/", {**form, "offers": "Meines"})
    assert stale.status_code == 409
    page = text_of(stale)
    assert "Das der anderen" in page
    assert "Meines" in page
    lab.refresh_from_db()
    assert lab.offers == "Das der anderen"

    again = {**form, "offers": "Beides", "version": stale.context["form"].data["version"]}
    assert client.post("/labs/amtslabor/edit/", again).status_code == 303
    lab.refresh_from_db()
    assert lab.offers == "Beides"


def test_closing_names_how_and_the_successor_and_loses_nothing(client, kim):
    lab = a_lab("Amtslabor", by=kim, description="Wir waren da.")
    heir = a_lab("Nachfolgelabor")
    closed = {
        "status": "ended",
        "as_of": "31.12.2024",
        "how": "Projektende",
        "successor": "nachfolge-labor",
    }
    for _ in range(2):
        assert client.post("/labs/amtslabor/status/", closed).status_code == 303
    lab.refresh_from_db()
    assert (lab.status, lab.ended, lab.successor) == ("ended", "2024-12-31", heir)
    assert Fact.objects.filter(kind="network.lab_status_changed").count() == 1
    client.logout()
    page = text_of(client.get("/labs/amtslabor/"))
    for words in ("31. Dezember 2024", "Projektende", "Nachfolgelabor", "Wir waren da."):
        assert words in page
    assert "Führt fort" in text_of(client.get("/labs/nachfolgelabor/"))

    client.force_login(kim)
    client.post("/labs/amtslabor/status/", {"status": "active", "as_of": "2025"})
    lab.refresh_from_db()
    assert (lab.status, lab.ended, lab.successor) == ("active", "", None)
    assert "Wieder geöffnet: 2025" in text_of(client.get("/labs/amtslabor/"))


def test_no_lab_follows_itself_or_one_that_is_unknown(client, kim):
    lab = a_lab("Amtslabor", by=kim)
    heir = a_lab("Nachfolgelabor", by=kim)
    ended = {"status": "ended", "as_of": "2024", "how": ""}
    unknown = client.post("/labs/amtslabor/status/", {**ended, "successor": "Nirgends"})
    itself = client.post("/labs/amtslabor/status/", {**ended, "successor": "Amtslabor"})
    assert (unknown.status_code, itself.status_code) == (422, 422)
    client.post("/labs/amtslabor/status/", {**ended, "successor": heir.name})
    circle = client.post("/labs/nachfolgelabor/status/", {**ended, "successor": lab.name})
    assert circle.status_code == 422
    assert "wird selbst von diesem fortgeführt" in text_of(circle)


def test_who_sees_the_profile_is_the_labs_own_choice(client, kim):
    a_lab("Amtslabor", by=kim)
    client.post("/labs/amtslabor/audience/", {"audience": "network"})
    client.logout()
    assert client.get("/labs/amtslabor/").status_code == 404
    client.force_login(a_steward())
    assert client.get("/labs/amtslabor/").status_code == 200
    assert client.post("/labs/amtslabor/audience/", {"audience": "public"}).status_code == 403
    client.force_login(kim)
    client.post("/labs/amtslabor/audience/", {"audience": "public"})
    client.logout()
    assert client.get("/labs/amtslabor/").status_code == 200


def test_somebody_asks_to_join_and_the_coordination_answers(client, kim):
    coordinator = a_person("Alex Beispiel")
    lab = a_lab("Amtslabor", by=coordinator)
    for _ in range(2):
        assert client.post("/labs/amtslabor/join/", {"text": "Ich bin neu."}).status_code == 303
    asked = JoinRequest.objects.get()
    send_letters()
    assert "[labcamp] Anfrage: Mitmachen bei Amtslabor" in letters_to(coordinator)
    assert client.get("/labs/amtslabor/members/").status_code == 403

    client.force_login(coordinator)
    assert "Ich bin neu." in text_of(client.get("/labs/amtslabor/members/"))
    address = f"/labs/amtslabor/members/answer/{asked.pk}/"
    for _ in range(2):
        client.post(address, {"answer": "accept", "role": "member"})
    assert lab.memberships.get(person=kim, until=None).role == "member"
    send_letters()
    assert letters_to(kim) == ["[labcamp] Sie gehören jetzt zu Amtslabor"]


def test_a_request_can_be_turned_down_or_taken_back(client, kim):
    coordinator = a_person()
    a_lab("Amtslabor", by=coordinator)
    client.post("/labs/amtslabor/join/")
    client.post("/labs/amtslabor/withdraw/")
    assert JoinRequest.objects.get().outcome == "withdrawn"
    client.post("/labs/amtslabor/join/")
    asked = JoinRequest.objects.get(outcome="")
    client.force_login(coordinator)
    client.post(f"/labs/amtslabor/members/answer/{asked.pk}/", {"answer": "turn-down"})
    asked.refresh_from_db()
    assert asked.outcome == "turned-down"
    assert not Membership.objects.filter(person=kim).exists()


def test_coordination_is_handed_over_and_the_past_stays_on_record(client, kim):
    lab = a_lab("Amtslabor", by=kim)
    robin = a_member(lab)
    held = lab.memberships.get(person=robin, until=None)
    response = client.post(f"/labs/amtslabor/members/{held.pk}/", {"what": "hand-over"})
    assert response["Location"] == "/labs/amtslabor/"
    running = dict(lab.memberships.filter(until=None).values_list("person", "role"))
    assert running == {kim.pk: "member", robin.pk: "coordinator"}
    assert lab.memberships.filter(person=kim, role="coordinator", until__isnull=False).exists()
    assert client.get("/labs/amtslabor/edit/").status_code == 403


def test_when_the_last_coordinator_leaves_the_stewards_are_told_and_take_requests(client, kim):
    steward = a_steward()
    lab = a_lab("Amtslabor", by=kim)
    assert "Sie koordinieren das Labor als Letzte" in text_of(client.get("/labs/amtslabor/leave/"))
    assert client.post("/labs/amtslabor/leave/").status_code == 303
    assert not lab.memberships.filter(until=None).exists()
    send_letters()
    assert "[labcamp] Niemand koordiniert mehr Amtslabor" in letters_to(steward)

    client.force_login(a_person("Robin Beispiel"))
    client.post("/labs/amtslabor/join/")
    client.force_login(steward)
    page = text_of(client.get("/steward/labs/"))
    assert "Robin Beispiel" in page
    asked = JoinRequest.objects.get()
    client.post(
        f"/labs/amtslabor/members/answer/{asked.pk}/", {"answer": "accept", "role": "coordinator"}
    )
    assert lab.memberships.get(until=None).role == "coordinator"


def test_names_of_members_are_for_the_network_only(client, kim):
    a_lab("Amtslabor", by=kim)
    assert "Kim Beispiel" in text_of(client.get("/labs/amtslabor/"))
    client.force_login(a_coordinator())
    assert "Wer dazugehört" in text_of(client.get("/labs/amtslabor/"))
    client.force_login(a_person("Robin Beispiel"))
    assert "Kim Beispiel" not in text_of(client.get("/labs/amtslabor/"))
    client.logout()
    assert "Kim Beispiel" not in text_of(client.get("/labs/amtslabor/"))


def test_once_a_year_the_lab_is_asked_and_one_click_answers(client, kim):
    from labcamp.network.jobs.labs import put_the_yearly_question

    lab = a_lab("Amtslabor", by=kim)
    Lab.objects.update(checked_at=timezone.now() - timedelta(days=366))
    for _ in range(2):
        put_the_yearly_question(timezone.now())
    send_letters()
    assert letters_to(kim).count("[labcamp] Stimmt das noch? Der Steckbrief von Amtslabor") == 1
    assert "Stimmt das noch?" in text_of(client.get("/labs/amtslabor/"))
    steward = a_steward()
    client.force_login(steward)
    assert "gefragt am" in text_of(client.get("/steward/labs/"))

    client.force_login(kim)
    assert client.get("/labs/amtslabor/confirm/").status_code == 405
    for _ in range(2):
        assert client.post("/labs/amtslabor/confirm/").status_code == 303
    lab.refresh_from_db()
    assert timezone.localdate(lab.checked_at) == timezone.localdate()
    assert Fact.objects.filter(kind="network.lab_confirmed").count() == 1
    assert "Stimmt das noch?" not in text_of(client.get("/labs/amtslabor/"))


def test_a_profile_with_three_of_everything_costs_as_many_queries_as_with_one(
    client, count_queries
):
    def a_full_lab(name, many):
        lab = a_lab(name, topics=tuple(a_topic(f"t{n}", f"Thema {n}") for n in range(many)))
        for _ in range(many):
            a_member(lab)
        return f"/labs/{lab.slug}/"

    one, three = a_full_lab("Eins", 1), a_full_lab("Drei", 3)
    client.force_login(a_steward())
    client.get(one)
    assert count_queries(lambda: client.get(three)) == count_queries(lambda: client.get(one))
