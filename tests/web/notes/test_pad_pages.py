# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""The pages of a pad: begin, read, write at once, what is kept on errors, earlier states, the file."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.test import Client
from tests.builders import notes as build
from tests.builders import programme
from tests.builders.harvest import BACKEND, browser_of
from tests.builders.network import a_person

from labcamp.core.access import Audience
from labcamp.core.limits import Allowance
from labcamp.notes import actions
from labcamp.notes.models import Pad, PadUpdate
from labcamp.notes.starting import start_for
from labcamp.programme.models import Proposal
from labcamp.series.models import Edition, Registration
from labcamp.web import typed as typed_words

pytestmark = pytest.mark.django_db
FRAME = "Was hier gesagt wird, bleibt im Raum, <außer> es wird freigegeben."


@pytest.fixture
def session():
    session = build.a_session_in_the_programme(language="de")
    Edition.objects.update(confidentiality=FRAME)
    session.refresh_from_db()
    return Proposal.objects.select_related("edition").get(pk=session.pk)


@pytest.fixture
def here(session):
    return f"/edition/{session.edition.slug}/session/{session.number}/"


@pytest.fixture
def ada(session):
    return programme.a_participant(session.edition, "Ada Beispiel")


@pytest.fixture
def bo(session):
    return programme.a_participant(session.edition, "Bo Beispiel")


def opened(browser, address):
    """What the form holds that somebody opens: every field's value."""
    page = browser.get(address).content.decode()
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
    text = re.search(r"<textarea[^>]*>\n?(.*?)</textarea>", page, re.DOTALL)[1]
    return {
        "text": unescape(text).replace("\n", "\r\n"),
        "read_at": fields["read_at"],
        "token": fields["token"],
        "typed_by": fields["typed_by"],
    }


def typed(form, before, after):
    assert before in form["text"]
    return {**form, "text": form["text"].replace(before, after)}


def words(answer):
    return unescape(answer.content.decode())


def test_from_the_session_page_to_a_saved_pad(session, here, ada):
    browser = browser_of(ada)
    page = words(browser.get(here))
    assert f'action="{here}notes/begin/"' in page
    assert f'href="{here}notes/"' not in page
    answer = browser.post(f"{here}notes/begin/")
    assert (answer.status_code, answer.url) == (303, f"{here}notes/write/")
    form = opened(browser, answer.url)
    assert form["text"] == start_for(session).replace("\n", "\r\n")
    form = typed(form, "## Die Frage\r\n", "## Die Frage\r\n\r\nWie fängt man **klein** an?\r\n")
    answer = browser.post(f"{here}notes/write/", form, follow=True)
    assert answer.redirect_chain == [(f"{here}notes/", 303)]
    page = words(answer)
    assert "<strong>klein</strong>" in page
    assert "Gespeichert." in page
    assert "von Ihnen" in page
    assert "\r" not in Pad.objects.get().text
    page = words(browser.get(here))
    assert f'href="{here}notes/"' in page
    assert "notes/begin/" not in page


def test_saving_and_going_on_comes_back_to_the_form_with_the_newest_text(here, ada, session):
    build.a_pad(session, "Text\n", by=ada)
    browser = browser_of(ada)
    form = typed(opened(browser, f"{here}notes/write/"), "Text", "Mehr Text")
    answer = browser.post(f"{here}notes/write/", {**form, "go-on": "1"})
    assert answer.url == f"{here}notes/write/"
    assert opened(browser, answer.url)["read_at"] == "3"


def test_two_people_with_stale_forms_both_find_their_words(here, ada, bo, session):
    build.a_pad(session, "- Punkt\n", by=ada)
    first, second = browser_of(ada), browser_of(bo)
    mine, other = opened(first, f"{here}notes/write/"), opened(second, f"{here}notes/write/")
    first.post(f"{here}notes/write/", typed(mine, "- Punkt", "- Punkt\r\n- von Ada"))
    answer = second.post(
        f"{here}notes/write/", typed(other, "- Punkt", "- von Bo\r\n- Punkt"), follow=True
    )
    assert "zusammen mit dem, was andere" in words(answer)
    assert Pad.objects.get().text == "- von Bo\n- Punkt\n- von Ada\n"


def test_a_form_sent_twice_is_saved_once(here, ada, session):
    build.a_pad(session, "Text\n", by=ada)
    browser = browser_of(ada)
    form = typed(opened(browser, f"{here}notes/write/"), "Text", "Text, einmal")
    for _ in range(2):
        assert browser.post(f"{here}notes/write/", form).status_code == 303
    assert Pad.objects.get().text == "Text, einmal\n"
    assert PadUpdate.objects.count() == 3


def test_going_back_in_the_browser_and_sending_something_else_is_saved_too(here, ada, session):
    build.a_pad(session, "Text\n", by=ada)
    browser = browser_of(ada)
    form = opened(browser, f"{here}notes/write/")
    browser.post(f"{here}notes/write/", typed(form, "Text", "eins Text"))
    browser.post(f"{here}notes/write/", typed(form, "Text", "Text zwei"))
    assert Pad.objects.get().text == "eins Text zwei\n"


@pytest.mark.parametrize(
    "change", [{"read_at": "99"}, {"read_at": "x"}, {"token": "kurz"}, {"text": "a\x00b"}]
)
def test_a_broken_form_keeps_what_was_typed(here, ada, session, change):
    build.a_pad(session, "Text\n", by=ada)
    browser = browser_of(ada)
    form = typed(opened(browser, f"{here}notes/write/"), "Text", "Zaunkönig")
    answer = browser.post(f"{here}notes/write/", {**form, **change})
    assert answer.status_code == 422
    page = words(answer)
    assert "Zaunkönig" in page or change.get("text") in page
    assert 'id="errors-title"' in page
    assert Pad.objects.get().text == "Text\n"


def test_a_text_that_is_too_long_is_kept_and_told_in_numbers(here, ada, session):
    build.a_pad(session, "Text\n", by=ada)
    browser = browser_of(ada)
    form = opened(browser, f"{here}notes/write/")
    answer = browser.post(f"{here}notes/write/", {**form, "text": "x" * (actions.MOST + 1)})
    assert answer.status_code == 422
    page = words(answer)
    assert "60.001 Zeichen; höchstens 60.000" in page
    assert "x" * (actions.MOST + 1) in page
    assert "maxlength" not in page
    assert 'aria-invalid="true"' in page


def test_saving_too_often_keeps_what_was_typed(here, ada, session, monkeypatch):
    monkeypatch.setattr(actions, "SAVES", 1)
    build.a_pad(session, "Text\n", by=ada)
    browser = browser_of(ada)
    form = typed(opened(browser, f"{here}notes/write/"), "Text", "Zaunkönig")
    answer = browser.post(f"{here}notes/write/", form)
    assert answer.status_code == 429
    assert "Zaunkönig" in words(answer)
    Allowance.objects.all().delete()
    assert browser.post(f"{here}notes/write/", form).status_code == 303


def test_who_has_to_sign_in_again_finds_what_was_typed(here, ada, session):
    build.a_pad(session, "Text\n", by=ada)
    browser = browser_of(ada)
    form = typed(opened(browser, f"{here}notes/write/"), "Text", "Zaunkönig")
    browser.logout()
    answer = browser.post(
        f"{here}notes/write/", form, headers={"referer": f"http://testserver{here}notes/write/"}
    )
    assert answer.status_code == 302
    assert "/account/sign-in/" in answer.url
    browser.force_login(ada, BACKEND)
    again = opened(browser, f"{here}notes/write/")
    assert again == form
    page = words(browser.get(f"{here}notes/write/"))
    assert "Zaunkönig" not in page, "given back once"
    assert browser.post(f"{here}notes/write/", again).status_code == 303
    assert Pad.objects.get().text == "Zaunkönig\n"


def test_what_was_typed_is_not_kept_for_long_nor_without_bounds(here, ada, session, monkeypatch):
    build.a_pad(session, "Text\n", by=ada)
    browser = browser_of(ada)
    form = typed(opened(browser, f"{here}notes/write/"), "Text", "Zaunkönig")
    browser.logout()
    assert browser.post(f"{here}notes/write/", form).status_code == 302
    kept = browser.session
    kept[typed_words.KEY] = {**kept[typed_words.KEY], "until": 0}
    kept.save()
    browser.force_login(ada, BACKEND)
    assert "Zaunkönig" not in words(browser.get(f"{here}notes/write/"))
    assert typed_words.KEY not in browser.session
    monkeypatch.setattr(typed_words, "MOST_OFTEN", 1)
    long = {**form, "text": "x" * (actions.MOST + 1)}
    for sent in (form, long):
        answer = Client().post(f"{here}notes/write/", sent)
        assert answer.status_code == 403
        assert sent["text"] in words(answer), "to copy, when it cannot be kept"


def test_who_signs_in_next_at_the_same_browser_does_not_get_them(here, ada, bo, session):
    build.a_pad(session, "Text\n", by=ada)
    browser = browser_of(ada)
    form = typed(opened(browser, f"{here}notes/write/"), "Text", "Zaunkönig")
    browser.logout()
    assert browser.post(f"{here}notes/write/", form).status_code == 302
    browser.force_login(bo, BACKEND)
    assert "Zaunkönig" not in words(browser.get(f"{here}notes/write/"))
    assert typed_words.KEY not in browser.session
    forged = {**form, "typed_by": form["typed_by"].replace(str(ada.pk), str(bo.pk), 1)}
    assert Client().post(f"{here}notes/write/", forged).status_code == 403, "to copy, not to keep"


@pytest.mark.parametrize(("what", "status"), [("archive", 403), ("place", 404)])
def test_who_may_write_no_more_gets_the_words_to_copy(here, ada, session, what, status):
    build.a_pad(session, "Text\n", by=ada)
    browser = browser_of(ada)
    form = typed(opened(browser, f"{here}notes/write/"), "Text", "Zaunkönig")
    if what == "archive":
        Edition.objects.update(state="archived")
    else:
        Registration.objects.filter(person=ada).update(state="given-back")
    answer = browser.post(f"{here}notes/write/", form)
    assert answer.status_code == status
    page = words(answer)
    assert "Ihr Text wurde nicht gespeichert" in page
    assert "Zaunkönig" in page
    assert Pad.objects.get().text == "Text\n"
    assert browser.get(f"{here}notes/write/").status_code == status


def test_an_expired_form_shows_what_was_typed(here, ada, session):
    build.a_pad(session, "Text\n", by=ada)
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(ada, BACKEND)
    form = {"text": "Zaunkönig", "read_at": "2", "token": "0" * 16}
    answer = browser.post(f"{here}notes/write/", form)
    assert answer.status_code == 403
    assert "Zaunkönig" in words(answer)


def test_the_frame_stands_above_the_text_everywhere(here, ada, session):
    pad = build.a_pad(session, "Eins\n", by=ada)
    build.write(pad, "Zaunkönig\n", by=ada)
    browser = browser_of(ada)
    for address in ("", "write/", "history/3/"):
        page = words(browser.get(f"{here}notes/{address}"))
        assert -1 < page.index(FRAME) < page.index("Zaunkönig"), address
    assert FRAME in words(browser.get(f"{here}notes/history/"))
    text = browser.get(f"{here}notes/notes.md").content.decode()
    assert text.startswith(f"> **Vertraulichkeit:** {FRAME}\n\n# Session 001\n")
    assert text.endswith("\n\nZaunkönig\n")


def test_without_a_frame_nothing_is_said_about_one(here, ada, session):
    Edition.objects.update(confidentiality="")
    build.a_pad(session, "Text\n", by=ada)
    browser = browser_of(ada)
    assert "Vertraulichkeit" not in words(browser.get(f"{here}notes/"))
    assert browser.get(f"{here}notes/notes.md").content.decode().startswith("# Session 001\n")


def test_the_file_says_what_it_is(here, ada, session):
    Proposal.objects.update(title='Klein anfangen: / "Größe"\r\n<b>')
    build.a_pad(session, "Text\n", by=ada)
    answer = browser_of(ada).get(f"{here}notes/notes.md")
    assert answer["Content-Type"] == "text/markdown; charset=utf-8"
    name = re.fullmatch(r'attachment; filename="([a-z0-9-]+\.md)"', answer["Content-Disposition"])[
        1
    ]
    assert name == f"{session.edition.slug}-{session.number}-klein-anfangen-groe-b.md"


def test_hostile_words_stay_words(here, ada, session):
    build.a_pad(session, "<script>alert(1)</script> [x](javascript:alert(1))\n", by=ada)
    page = browser_of(ada).get(f"{here}notes/").content.decode()
    assert "<script>alert" not in page
    assert "javascript:alert" not in page.replace("[x](javascript:alert(1))", "")
    form = browser_of(ada).get(f"{here}notes/write/").content.decode()
    assert "&lt;script&gt;" in form


def test_names_stand_only_where_they_may_be_known(here, ada, bo, session):
    pad = build.a_pad(session, "Text\n", by=ada)
    pages = ("", "write/", "history/", "history/2/")

    def told(person):
        return {
            a for a in pages if "Ada Beispiel" in words(browser_of(person).get(f"{here}notes/{a}"))
        }

    assert told(bo) == set()
    assert "jemand aus der Runde" in words(browser_of(bo).get(f"{here}notes/history/"))
    Registration.objects.filter(person=ada).update(audience=Audience.EDITION)
    assert told(bo) == set(pages)
    assert told(programme.a_host(session.edition)) == set(pages)
    ada.delete()
    assert told(bo) == set()
    assert Pad.objects.get().text == pad.text


def test_an_earlier_state_is_read_and_brought_back(here, ada, bo, session):
    pad = build.a_pad(session, "Gutes\n", by=ada)
    build.write(pad, "Versehen\n", by=bo)
    browser = browser_of(ada)
    page = words(browser.get(f"{here}notes/history/2/"))
    assert "Gutes" in page
    assert "Versehen" not in page
    seen = re.search(r'name="seen" value="(\d+)"', page)[1]
    build.write(Pad.objects.get(), "Versehen\nund mehr\n", by=bo)
    answer = browser.post(f"{here}notes/history/2/bring-back/", {"seen": seen})
    assert answer.status_code == 409
    assert "Inzwischen hat jemand geschrieben" in words(answer)
    assert Pad.objects.get().text == "Versehen\nund mehr\n"
    seen = re.search(r'name="seen" value="(\d+)"', words(answer))[1]
    answer = browser.post(f"{here}notes/history/2/bring-back/", {"seen": seen}, follow=True)
    assert "Zurückgeholt" in words(answer)
    assert Pad.objects.get().text == "Gutes\n"
    assert "und mehr" in words(browser.get(f"{here}notes/history/4/"))


@pytest.mark.parametrize("address", ["history/0/", "history/99/", "history/99999999999999999999/"])
def test_a_state_that_never_was_is_a_missing_page(here, ada, session, address):
    build.a_pad(session, by=ada)
    browser = browser_of(ada)
    assert browser.get(f"{here}notes/{address}").status_code == 404
    assert browser.post(f"{here}notes/{address}bring-back/", {"seen": "1"}).status_code == 404
    assert browser.post(f"{here}notes/history/1/bring-back/", {"seen": "²"}).status_code == 404


def test_history_shows_fifty_at_a_time(here, ada, session, count_queries):
    pad = build.a_pad(session, "1\n", by=ada)
    browser = browser_of(ada)
    few = count_queries(lambda: browser.get(f"{here}notes/history/"))
    for number in range(55):
        pad = build.write(pad, f"{number}\n", by=ada)
    assert count_queries(lambda: browser.get(f"{here}notes/history/")) == few
    assert words(browser.get(f"{here}notes/history/")).count("/notes/history/") >= 50
    assert f"{here}notes/history/1/" in words(browser.get(f"{here}notes/history/?page=2"))


def test_others_see_no_trace_on_the_sessions_page_and_missing_pages_behind(here, ada, session):
    stranger, member = browser_of(a_person()), Client()
    before = [re.sub(r'csrf\w+" value="\w+"', "", words(b.get(here))) for b in (stranger, member)]
    build.a_pad(session, "Zaunkönig\n", by=ada)
    after = [re.sub(r'csrf\w+" value="\w+"', "", words(b.get(here))) for b in (stranger, member)]
    assert before == after
    assert all("notes/" not in page and "Mitschrift" not in page for page in after)
    for address in ("", "write/", "history/", "history/1/", "notes.md"):
        answer = stranger.get(f"{here}notes/{address}")
        assert answer.status_code == 404, address
    for address in ("begin/", "history/1/bring-back/"):
        assert stranger.post(f"{here}notes/{address}", {"seen": "1"}).status_code in (403, 404)
    assert Pad.objects.get().sequence == 2


def test_pages_speak_english_too_and_the_pads_words_are_marked_as_german(here, ada, session):
    Proposal.objects.update(language="de")
    build.a_pad(session, "Text\n", by=ada)
    page = words(browser_of(ada).get(f"/en{here}notes/"))
    assert "Write along" in page
    assert '<div class="lc-prose lc-pad" lang="de">' in page
