# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Templates, drafts, the hosts' queue, merging and codes through the pages, without script."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone
from tests.builders.network import a_steward
from tests.builders.programme import (
    KEEPER,
    a_host,
    a_participant,
    a_published_edition,
    a_session,
    an_edition,
)
from tests.web.programme.test_programme_pages import as_
from tests.web.programme.test_proposal_pages import GOOD

from labcamp.core.access import Audience
from labcamp.programme.actions import codes, queue
from labcamp.programme.models import Interest, InterestCode, Planning, Proposal
from labcamp.programme.starting import start_for
from labcamp.web.programme import proposals as pages

pytestmark = pytest.mark.django_db


def text_of(response):
    return response.content.decode()


def field(html, name):
    return re.search(rf'<textarea[^>]*name="{name}"[^>]*>\s*(.*?)</textarea>', html, re.DOTALL)[1]


def test_the_form_can_start_from_a_template():
    edition = an_edition()
    client = as_(a_participant(edition))
    address = f"/edition/{edition.slug}/propose/"
    html = text_of(client.get(f"{address}?kind=challenge"))
    assert field(html, "abstract").startswith("## Die Herausforderung")
    assert 'value="90"' in html
    assert "## The challenge" in text_of(client.get(f"/en{address}?kind=challenge"))
    assert field(text_of(client.get(f"{address}?kind=nonsense")), "abstract") == ""


@pytest.mark.parametrize(("prefix", "language"), [("", "de"), ("/en", "en")])
@pytest.mark.parametrize("query", ["", "?kind=walk"])
def test_a_session_begins_in_the_language_of_the_page(prefix, language, query):
    edition = an_edition()
    page = text_of(
        as_(a_participant(edition)).get(f"{prefix}/edition/{edition.slug}/propose/{query}")
    )
    choices = re.search(r'<select[^>]*name="language".*?</select>', page, re.DOTALL)[0]
    assert re.findall(r'<option value="(\w+)" selected', choices) == [language]


@pytest.mark.parametrize(("typed", "minutes", "kept", "length"), [
    ("", "45", False, "60"),
    (start_for("challenge", "de").text, "90", False, "60"),
    ("Mein Text", "25", True, "25"),
])  # fmt: skip
def test_a_template_never_overwrites_what_was_typed(typed, minutes, kept, length):
    edition = an_edition()
    client = as_(a_participant(edition))
    sent = {**GOOD, "kind": "challenge", "abstract": typed, "minutes": minutes, "title": "Mein <Titel>",
            "token": str(uuid4()), "start": "walk"}  # fmt: skip
    html = text_of(client.post(f"/edition/{edition.slug}/propose/", sent))
    assert 'value="Mein &lt;Titel&gt;"' in html
    assert field(html, "abstract").startswith("Mein Text" if kept else "## Wohin wir gehen")
    assert f'value="{length}"' in html
    assert "Kim Beispiel" in field(html, "givers")
    assert sent["token"] in html
    assert '<option value="walk" selected' in html
    assert not Proposal.objects.exists()


def test_a_draft_is_kept_and_handed_in():
    edition = an_edition()
    client, host = as_(a_participant(edition)), as_(a_host(edition))
    sent = {**GOOD, "token": str(uuid4()), "draft": "1"}
    address = client.post(f"/edition/{edition.slug}/propose/", sent)["Location"]
    listing = f"/edition/{edition.slug}/proposals/"
    assert "Das ist ein Entwurf" in text_of(client.get(address))
    assert "Ihre Entwürfe" in text_of(client.get(listing))
    assert host.get(address).status_code == 404
    for page in (listing, f"/edition/{edition.slug}/plan/", f"/edition/{edition.slug}/plan/queue/"):
        assert GOOD["title"] not in text_of(host.get(page))
    assert host.post(f"{address}hand-in/").status_code == 404
    assert client.post(f"{address}hand-in/").status_code == 303
    assert GOOD["title"] in text_of(host.get(listing))


def test_more_than_a_board_full_an_hour_is_refused_and_nothing_typed_is_lost(monkeypatch):
    monkeypatch.setattr(pages, "MOST", 2)
    edition = an_edition()
    client = as_(a_participant(edition))
    address = f"/edition/{edition.slug}/propose/"
    answers = [
        client.post(address, {**GOOD, "title": f"{GOOD['title']} {n}", "token": str(uuid4())})
        for n in range(3)
    ]
    assert [one.status_code for one in answers] == [303, 303, 429]
    assert "viele Sessions in einer Stunde" in text_of(answers[2])
    assert GOOD["title"] in text_of(answers[2])


def test_on_the_day_itself_a_session_is_proposed_and_placed_at_once():
    today = timezone.localdate()
    edition = a_published_edition(2, first_day=today, last_day=today)
    client, host = as_(a_participant(edition)), as_(a_host(edition))
    sent = {**GOOD, "token": str(uuid4())}
    assert client.post(f"/edition/{edition.slug}/propose/", sent).status_code == 303
    host.post(f"/edition/{edition.slug}/plan/begin/")
    desk = text_of(host.get(f"/edition/{edition.slug}/plan/"))
    assert f"/plan/session/{Proposal.objects.latest('pk').number}/" in desk


def test_hosts_sort_what_was_handed_in():
    edition = an_edition()
    host = as_(a_host(edition))
    page = f"/edition/{edition.slug}/plan/queue/"
    assert host.post(f"{page}flow/", {"flow": "queue"}).status_code == 303
    assert host.post(f"{page}flow/", {"flow": "x"}).status_code == 404
    giver = a_participant(edition)
    session = a_session(edition, "Werkstatt Wege", by=giver, abstract="Wir gehen **los**.")
    outsider = as_(a_participant(edition))
    assert "Werkstatt Wege" not in text_of(outsider.get(f"/edition/{edition.slug}/proposals/"))
    assert "Bei den Gastgebern" in text_of(as_(giver).get(f"/edition/{edition.slug}/proposals/"))
    assert "Wir gehen los." in text_of(host.get(page))
    assert "erst in" not in text_of(outsider.get(f"/edition/{edition.slug}/propose/"))
    assert "Bei den Gastgebern einreichen" in text_of(
        outsider.get(f"/edition/{edition.slug}/propose/")
    )

    empty = host.post(f"{page}{session.number}/", {"what": "send-back", "words": " "})
    assert empty.status_code == 422
    assert "Bitte schreiben Sie einen Satz" in text_of(empty)
    host.post(f"{page}{session.number}/", {"what": "send-back", "words": "Für wen?"})
    assert "Für wen?" in text_of(as_(giver).get(session.get_absolute_url()))
    again = host.post(f"{page}{session.number}/", {"what": "take"})
    assert again.status_code == 409
    assert "inzwischen" in text_of(again)
    as_(giver).post(f"{session.get_absolute_url()}hand-in/")
    host.post(f"{page}{session.number}/", {"what": "park"})
    assert "Geparkt" in text_of(outsider.get(f"/edition/{edition.slug}/proposals/"))
    old = session.get_absolute_url()
    session.refresh_from_db()
    assert outsider.get(old)["Location"] == session.get_absolute_url()
    assert "geparkt" in text_of(outsider.get(session.get_absolute_url()))
    host.post(f"{page}{session.number}/", {"what": "take"})
    assert "lc-interest" in text_of(outsider.get(session.get_absolute_url()))
    for path in ("", "flow/", f"{session.number}/"):
        assert outsider.post(f"{page}{path}", {"what": "park", "flow": "queue"}).status_code in (
            403,
            405,
        )
    assert outsider.get(page).status_code == 403


def test_the_view_for_the_room_goes_by_numbers(client):
    edition = an_edition()
    for title in ("Eins", "Zwei"):
        a_session(edition, title)
    html = text_of(client.get(f"/edition/{edition.slug}/proposals/?view=pitch"))
    assert html.index("Eins") < html.index("Zwei")


def test_merging_shows_both_texts_and_can_be_undone():
    edition = an_edition()
    one = a_session(edition, "Wege", abstract="Erster Text")
    two = a_session(edition, "Pfade", abstract="Zweiter Text")
    host, giver = as_(a_host(edition)), as_(two.by)
    address = f"{one.get_absolute_url()}merge/"
    assert "Pfade" in text_of(host.get(address))
    assert giver.get(address).status_code == 403
    html = text_of(host.get(f"{address}?with={two.number}"))
    assert "Erster Text\n\nZweiter Text" in field(html, "abstract")
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="(\d+)"', html))
    Proposal.objects.filter(pk=two.pk).update(version=7)
    sent = {**hidden, "title": "Wege und Pfade", "abstract": "Beides", "minutes": "60"}
    stale = host.post(f"{address}?with={two.number}", sent)
    assert stale.status_code == 409
    assert 'value="Wege und Pfade"' in text_of(stale)
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="(\d+)"', text_of(stale)))
    done = host.post(f"{address}?with={two.number}", {**sent, **hidden})
    assert done["Location"] == one.get_absolute_url()
    gone = text_of(giver.get(two.get_absolute_url()))
    assert "mit einer anderen zusammengelegt" in gone
    assert "Wege und Pfade" in gone
    assert "Wieder trennen" not in gone
    assert giver.post(f"{two.get_absolute_url()}part/").status_code == 403
    assert "Wieder trennen" in text_of(host.get(two.get_absolute_url()))
    host.post(f"{two.get_absolute_url()}part/")
    assert "Pfade" in text_of(giver.get(f"/edition/{edition.slug}/proposals/"))
    assert host.get(f"{address}?with=99").status_code == 404


def test_turning_the_two_round_keeps_what_was_typed():
    edition = an_edition()
    one = a_session(edition, "Wege", abstract="Erster Text")
    two = a_session(edition, "Pfade", abstract="Zweiter Text")
    host, address = as_(a_host(edition)), f"{one.get_absolute_url()}merge/"
    page = text_of(host.get(f"{address}?with={two.number}"))
    typed = {"title": "Wege", "abstract": "Neu\r\ngeschrieben", "minutes": "45", "needs": "Beamer"}
    turn = re.search(r'formaction="(\?with=[^"]+)"', page)[1].replace("&amp;", "&")
    turned = text_of(host.post(address + turn, {**typed, "turn": "1"}))
    assert 'value="Pfade"' in turned, "the title follows while nobody has changed it"
    assert "Neu\ngeschrieben" in field(turned, "abstract")
    assert 'value="Beamer"' in turned
    assert Proposal.objects.filter(state="merged").count() == 0
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="(\d+)"', turned))
    done = host.post(address + turn, {**typed, **hidden, "title": "Pfade"})
    assert done["Location"] == two.get_absolute_url()


def test_two_long_texts_merged_can_still_be_edited():
    edition = an_edition()
    one, two = (a_session(edition, title, abstract="Wort " * 1580) for title in ("Eins", "Zwei"))
    host, address = as_(a_host(edition)), f"{one.get_absolute_url()}merge/?with={two.number}"
    page = text_of(host.get(address))
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="(\d+)"', page))
    text = f"{one.abstract}\n\n{two.abstract}"
    sent = {**hidden, "title": "Eins", "abstract": text, "minutes": "45", "needs": ""}
    assert host.post(address, sent).status_code == 303
    one.refresh_from_db()
    again = {**GOOD, "version": str(one.version), "abstract": f"{one.abstract} Nachsatz."}
    assert host.post(f"{one.get_absolute_url()}edit/", again).status_code == 303


def merged_by_their_giver(edition, giver, stays, goes):
    page = f"{stays.get_absolute_url()}merge/?with={goes.number}"
    client = as_(giver)
    html = text_of(client.get(page))
    sent = dict(re.findall(r'name="(stays\w*|goes\w*)" value="(\d+)"', html))
    words = {**sent, "title": stays.title, "abstract": "", "minutes": "45", "needs": ""}
    assert client.post(page, words).status_code == 303
    return client


def test_nothing_that_waits_gets_past_the_hosts_by_merging_and_withdrawing(client):
    edition = an_edition()
    Planning.objects.create(edition=edition, flow=Planning.Flow.QUEUE)
    giver = a_participant(edition)
    stays, goes = (a_session(edition, title, by=giver) for title in ("Bleibt", "Wartet noch"))
    browser = merged_by_their_giver(edition, giver, stays, goes)
    address, host = goes.get_absolute_url(), as_(a_host(edition))
    assert client.get(address).status_code == 404
    assert browser.post(f"{address}withdraw/").status_code == 303
    assert browser.post(f"{address}offer-again/").status_code == 303
    assert client.get(address).status_code == 404
    assert host.get(address).status_code == 200
    assert host.post(f"{address}part/").status_code == 303
    assert Proposal.objects.get(pk=goes.pk).state == "waiting"
    assert client.get(address).status_code == 404


def test_who_wrote_a_session_down_for_others_is_not_named_by_a_merge_and_still_edits(client):
    edition = an_edition()
    office, kim = a_participant(edition, "Vorzimmer Muster"), a_participant(edition, "Kim Muster")
    stays = a_session(edition, "Bleibt", by=kim)
    goes = a_session(edition, "Geht", by=office, givers=(("Alex Beispiel", ""),))
    merged_by_their_giver(edition, a_host(edition), stays, goes)
    address = stays.get_absolute_url()
    assert "Alex Beispiel" in text_of(client.get(address))
    assert "Vorzimmer" not in text_of(client.get(address))
    assert "Vorzimmer" not in text_of(client.get(f"/edition/{edition.slug}/proposals/"))
    browser = as_(office)
    changed = {**GOOD, "version": str(stays.version + 1), "givers": "Kim Muster\nAlex Beispiel"}
    assert browser.post(f"{address}edit/", changed).status_code == 303
    assert as_(a_host(edition)).post(f"{goes.get_absolute_url()}part/").status_code == 303
    assert browser.get(f"{address}edit/").status_code == 403


def test_what_was_parked_before_a_merge_is_parked_again_after_parting():
    edition = an_edition()
    giver = a_participant(edition)
    stays, goes = (a_session(edition, title, by=giver) for title in ("Bleibt", "Geparkt"))
    goes = queue.park(goes, by=KEEPER)
    merged_by_their_giver(edition, giver, stays, goes)
    host = as_(a_host(edition))
    assert host.post(f"{goes.get_absolute_url()}part/").status_code == 303
    assert Proposal.objects.get(pk=goes.pk).state == "parked"


def test_numbers_tell_nothing_of_hidden_proposals_and_old_addresses_lead_on(client):
    edition = an_edition()
    queue.choose_flow(edition, "queue", by=KEEPER)
    giver = a_participant(edition)
    hidden = [a_session(edition, f"Wartet {n}", by=giver) for n in range(3)]
    assert all(one.told_number is None for one in hidden)
    shown = [a_session(edition, f"Da {n}", by=a_host(edition)) for n in range(2)]
    assert [one.number for one in shown] == [1, 2]
    was = hidden[1].get_absolute_url()
    edit = as_(giver).get(f"{was}edit/")
    assert edit.status_code == 200
    assert client.get(was).status_code == 404
    taken = queue.take(hidden[1], by=KEEPER)
    assert taken.number == 3
    assert client.get(was)["Location"] == taken.get_absolute_url()
    form = {**GOOD, "title": "Noch getippt", "version": "1"}
    sent = as_(giver).post(f"{was}edit/", form)
    assert (sent.status_code, sent["Location"]) == (307, f"{taken.get_absolute_url()}edit/")
    assert "Noch getippt" in text_of(as_(giver).post(sent["Location"], form))
    Proposal.objects.filter(pk=taken.pk).update(audience=Audience.HOSTS)
    assert client.get(was).status_code == 404, "no trace of where it went"


def test_a_steward_who_does_not_host_merges_what_is_on_the_list():
    edition = an_edition()
    queue.choose_flow(edition, "queue", by=KEEPER)
    waiting = a_session(edition, "Wartet", by=a_participant(edition))
    steward = as_(a_steward())
    html = text_of(steward.get(f"/edition/{edition.slug}/plan/queue/"))
    assert "Wartet" in html
    assert f"session/{waiting.number}/merge/" not in html, "its page is for the hosts"
    waiting = queue.take(waiting, by=KEEPER)
    html = text_of(steward.get(f"/edition/{edition.slug}/plan/queue/"))
    assert f"session/{waiting.number}/merge/" in html
    assert steward.get(f"{waiting.get_absolute_url()}merge/").status_code == 200


def test_the_page_of_a_merged_one_does_not_name_what_the_reader_may_not_see(client):
    edition = an_edition()
    one, two = a_session(edition, "Verborgen"), a_session(edition, "Sichtbar")
    Proposal.objects.filter(pk=two.pk).update(state="merged", merged_into=one)
    Proposal.objects.filter(pk=one.pk).update(audience=Audience.HOSTS)
    html = text_of(client.get(two.get_absolute_url()))
    assert "zusammengelegt" in html
    assert "Verborgen" not in html


def test_not_for_me_is_an_answer_of_its_own():
    edition = an_edition()
    session = a_session(edition)
    client = as_(a_participant(edition))
    address = session.get_absolute_url() + "interest/"
    part = client.post(address, {"strength": "0", "back": "list"}, headers={"hx-request": "true"})
    assert "1 von 1 beantwortet" in text_of(part)
    assert "Vorgemerkt: nichts für mich." in text_of(part)
    assert Interest.objects.get().strength == 0
    for page in ("programme/", "mine/"):
        assert client.get(f"/edition/{edition.slug}/{page}").status_code == 200
    assert session.title not in text_of(client.get(f"/edition/{edition.slug}/mine/"))
    Planning.objects.create(edition=edition, voting_closes=timezone.now() - timedelta(minutes=1))
    host = text_of(as_(a_host(edition)).get(f"/edition/{edition.slug}/proposals/"))
    assert "0 Personen sind interessiert" in host
    assert "Wie späte Sessions geschätzt werden" in host


def slip(edition):
    codes.make_codes(edition, 1, seen=InterestCode.objects.count(), by=KEEPER)
    return codes.code_of(InterestCode.objects.filter(edition=edition).latest("pk"))


def test_somebody_in_the_room_marks_with_a_code_without_account_or_script(client):
    edition = an_edition()
    session = a_session(edition, "Werkstatt Wege")
    code = slip(edition)
    ask = f"/edition/{edition.slug}/code/"
    wrong = client.post(ask, {"code": "ABCDEFGH"})
    assert wrong.status_code == 422
    assert text_of(wrong).count("Dieser Code gilt nicht.") >= 1
    vote = client.post(ask, {"code": f"{code[:4].lower()} {code[4:]}"})["Location"]
    page = client.get(vote)
    assert "Werkstatt Wege" in text_of(page)
    assert "0 von 1 beantwortet" in text_of(page)
    assert "no-store" in page["Cache-Control"]
    for _twice in range(2):
        done = client.post(vote, {"number": session.number, "strength": "2"})
        assert done["Location"] == f"{vote}#s{session.number}"
    assert Interest.objects.get().person is None
    assert "1 von 1 beantwortet" in text_of(client.get(vote))
    client.post(vote, {"number": session.number, "strength": "back"})
    assert not Interest.objects.exists()
    for odd in (
        {"number": "x", "strength": "2"},
        {"number": "99", "strength": "2"},
        {"number": "1"},
    ):
        assert client.post(vote, odd).status_code == 404


def test_a_code_opens_what_participants_read_of_its_edition_and_without_one_nothing_shows(client):
    edition = an_edition(audience=Audience.EDITION)
    a_session(edition, "Werkstatt Wege")
    vote = f"/edition/{edition.slug}/code/{slip(edition)}/"
    assert "Werkstatt Wege" in text_of(client.get(vote))
    assert client.get(f"/edition/{edition.slug}/code/").status_code == 404
    assert client.get(f"/edition/{edition.slug}/code/ABCDEFGH/").status_code == 404


def test_codes_end_with_the_vote_in_words(client):
    edition = an_edition()
    session = a_session(edition)
    vote = f"/edition/{edition.slug}/code/{slip(edition)}/"
    Planning.objects.create(edition=edition, voting_closes=timezone.now() - timedelta(minutes=1))
    page = client.post(vote, {"number": session.number, "strength": "2"})
    assert "lässt sich nichts vormerken" in text_of(page)
    assert not Interest.objects.exists()


def test_wrong_codes_are_limited_per_client_and_answered_in_words(client, monkeypatch):
    monkeypatch.setattr(codes, "WRONG", 2)
    edition = an_edition()
    code = slip(edition)
    ask = f"/edition/{edition.slug}/code/"
    statuses = [client.post(ask, {"code": "ABCDEFGH"}).status_code for _ in range(3)]
    assert statuses == [422, 422, 429]
    assert client.get(f"{ask}{code}/").status_code == 429
    assert Client(REMOTE_ADDR="192.0.2.7").get(f"{ask}{code}/").status_code == 200


def test_who_takes_part_is_asked_to_mark_with_the_account():
    edition = an_edition()
    a_session(edition)
    html = text_of(
        as_(a_participant(edition)).get(f"/edition/{edition.slug}/code/{slip(edition)}/")
    )
    assert "Bitte merken Sie mit Ihrem Konto vor" in html
    assert "lc-interest" not in html


def test_hosts_make_print_and_withdraw_slips(count_queries):
    edition = an_edition()
    host = as_(a_host(edition))
    page = f"/edition/{edition.slug}/plan/codes/"
    answers = [host.post(page, {"number": "3", "seen": "0"}).status_code for _ in range(2)]
    assert (answers, InterestCode.objects.count()) == ([303, 303], 3)
    old = text_of(host.post(page, {"number": "9", "seen": "0"}))
    assert "Die Zahl der Codes hat sich inzwischen geändert" in old
    assert 'name="seen" value="3"' in old
    assert host.post(page, {"number": "0", "seen": "3"}).status_code == 422
    assert "höchstens" in text_of(host.post(page, {"number": str(codes.MOST), "seen": "3"}))
    slips = text_of(host.get(f"{page}slips/"))
    assert slips.count("<svg") >= 3
    for row in InterestCode.objects.all():
        code = codes.code_of(row)
        assert f"{code[:4]}-{code[4:]}" in slips
    few = count_queries(lambda: host.get(f"{page}slips/"))
    codes.make_codes(edition, 20, seen=InterestCode.objects.count(), by=KEEPER)
    assert count_queries(lambda: host.get(f"{page}slips/?page=1")) == few
    assert host.get(f"{page}slips/?page=99").status_code == 200
    assert host.get(f"{page}slips/?page=x").status_code == 200
    host.post(f"{page}withdraw/")
    assert not InterestCode.objects.exists()
    outsider = as_(a_participant(edition))
    for path in ("", "slips/"):
        assert outsider.get(f"{page}{path}").status_code == 403
    assert outsider.post(f"{page}withdraw/").status_code == 403


def test_lists_ask_as_few_questions_with_many_sessions(count_queries):
    edition = an_edition()
    giver, host = a_participant(edition), as_(a_host(edition))
    reader = as_(a_participant(edition))
    vote = f"/edition/{edition.slug}/code/{slip(edition)}/"
    addresses = {
        f"/edition/{edition.slug}/proposals/": reader,
        f"/edition/{edition.slug}/proposals/?view=pitch": reader,
        f"/edition/{edition.slug}/plan/queue/": host,
        vote: Client(),
    }

    def some(first, last):
        for n in range(first, last):
            session = a_session(edition, f"S{n}", by=giver)
            if n % 3 == 0:
                queue.park(session, by=KEEPER)

    def counts():
        for address, client in addresses.items():
            client.get(address)
        return [count_queries(lambda a=a, c=c: c.get(a)) for a, c in addresses.items()]

    some(0, 3)
    few = counts()
    some(3, 12)
    assert counts() == few
