# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""A consent round through its pages: one voice per lab, changes, delegates, deadlines, letters."""

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
from labcamp.network.actions import consent as actions
from labcamp.network.jobs.consent import remind_who_owes_an_answer
from labcamp.network.models import ConsentRound, Voice
from labcamp.network.queries import consent as queries

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def work():
    while jobs.run_due():
        pass


@pytest.fixture
def labs():
    return [build.a_lab(name) for name in ("Eins", "Zwei", "Drei")]


@pytest.fixture
def speakers(labs):
    return [build.a_member(lab, "coordinator") for lab in labs]


def ask(labs, *, quorum=2, silence="agrees", days=14, proposers=()):
    asked = actions.Asked(
        question="Soll Eins einladen?", text="Thema: **Mut**", kind="question", quorum=quorum,
        silence=silence, closes_at=NOW + timedelta(days=days), proposers=tuple(proposers),
    )  # fmt: skip
    return actions.open_round(asked, by=system("test"))


def answer(person, asked, lab, kind, reason="", text=1):
    sent = {"kind": kind, "reason": reason, "text": text}
    return build.browser_of(person).post(f"/consent/{asked.pk}/{lab.slug}/speak/", sent)


def state(asked):
    asked.refresh_from_db()
    return asked.state


def tally(asked):
    return queries.tally_of(queries.with_everything(ConsentRound.objects.all()).get(pk=asked.pk))


def test_all_labs_answer_and_the_round_ends_at_once(labs, speakers):
    asked = ask(labs)
    work()
    assert Letter.objects.filter(kind="consent").count() == 3
    for lab, person, kind in zip(labs, speakers, ("consent", "aside", "consent"), strict=True):
        assert state(asked) == "open"
        assert answer(person, asked, lab, kind).status_code == 303
    assert state(asked) == "agreed"
    work()
    work()
    closing = Letter.objects.filter(subject__contains="Entschieden")
    assert sorted(closing.values_list("to", flat=True)) == sorted(p.email for p in speakers)
    assert (
        "Vereinbart" in build.browser_of(speakers[0]).get(f"/consent/{asked.pk}/").content.decode()
    )


def test_an_objection_needs_a_reason_and_keeps_what_was_typed(labs, speakers):
    asked = ask(labs)
    refused = answer(speakers[0], asked, labs[0], "objection")
    page = refused.content.decode()
    assert refused.status_code == 422
    assert "Ein Einwand braucht eine Begründung" in page
    assert 'value="objection"' in page
    assert page.count(" checked") == 1
    assert not Voice.objects.exists()


def test_an_objection_leads_to_a_change_and_earlier_voices_count_on(labs, speakers):
    asked = ask(labs, quorum=2, proposers=[labs[0]], days=2)
    answer(speakers[1], asked, labs[1], "consent")
    answer(speakers[2], asked, labs[2], "objection", "Der Termin liegt in den Ferien.")
    work()
    told = Letter.objects.get(subject__contains="Einwand")
    assert told.to == speakers[0].email
    assert "Ferien" in told.text
    proposer = build.browser_of(speakers[0])
    objection = Voice.objects.get(kind="objection")
    sent = {"number": 1, "text": "Thema: Mut, im Mai", "change": "Mai statt Juli.",
            "answers": [objection.pk]}  # fmt: skip
    assert proposer.post(f"/consent/{asked.pk}/change/", sent).status_code == 303
    stale = proposer.post(f"/consent/{asked.pk}/change/", {**sent, "text": "Ganz anders"})
    assert stale.status_code == 409
    assert "Ganz anders" in stale.content.decode()
    assert answer(speakers[1], asked, labs[1], "aside", text=1).status_code == 409
    asked.refresh_from_db()
    assert asked.closes_at >= NOW + timedelta(days=7)
    page = build.browser_of(speakers[2]).get(f"/consent/{asked.pk}/").content.decode()
    assert "Mai statt Juli." in page
    assert "beantwortet mit Fassung 2" in page
    actions.close_due(asked.closes_at)
    assert state(asked) == "agreed"
    assert build.browser_of(speakers[1]).get(f"/consent/{asked.pk}/change/").status_code == 403


@pytest.mark.parametrize(("silence", "quorum", "outcome", "why"), [
    ("agrees", 2, "not-agreed", "too-few"), ("agrees", 1, "agreed", ""),
    ("abstains", 1, "agreed", ""),
])  # fmt: skip
def test_the_clock_closes_by_the_rules(labs, speakers, silence, quorum, outcome, why):
    asked = ask(labs, quorum=quorum, silence=silence)
    answer(speakers[0], asked, labs[0], "consent")
    assert actions.close_due(asked.closes_at - timedelta(seconds=1)) == 0
    assert actions.close_due(asked.closes_at) == 1
    assert actions.close_due(asked.closes_at) == 0
    assert (state(asked), asked.why) == (outcome, why)


def test_after_the_end_nobody_speaks_any_more(labs, speakers):
    asked = ask(labs)
    actions.close_due(asked.closes_at)
    late = answer(speakers[0], asked, labs[0], "objection", "Wir waren im Urlaub.")
    page = late.content.decode()
    assert late.status_code == 409
    assert "kam nach dem Ende" in page
    assert "Wir waren im Urlaub." in page
    assert not Voice.objects.exists()


def test_a_delegate_speaks_and_two_voices_of_a_lab_wait_until_one_is_taken_back(labs, speakers):
    asked = ask(labs)
    colleague = build.a_member(labs[0])
    assert answer(colleague, asked, labs[0], "consent").status_code == 403
    coordinator = build.browser_of(speakers[0])
    where = f"/consent/{asked.pk}/{labs[0].slug}/delegate/"
    assert coordinator.post(where, {"person": speakers[1].pk}).status_code == 404
    assert coordinator.post(where, {"person": colleague.pk}).status_code == 303
    assert answer(colleague, asked, labs[0], "consent").status_code == 303
    answer(speakers[0], asked, labs[0], "objection", "So nicht.")
    assert tally(asked).labs[labs[0].pk].stand == "conflict"
    work()
    told = Letter.objects.filter(subject__contains="Zwei Stimmen").values_list("to", flat=True)
    assert set(told) == {colleague.email, speakers[0].email}
    own = Voice.objects.get(person=speakers[0])
    stranger = build.browser_of(speakers[1])
    assert stranger.post(f"/consent/{asked.pk}/voice/{own.pk}/take-back/").status_code == 403
    assert coordinator.post(f"/consent/{asked.pk}/voice/{own.pk}/take-back/").status_code == 303
    assert tally(asked).labs[labs[0].pk].stand == "consent"
    assert Voice.objects.count() == 2


def test_saying_it_twice_is_once_and_another_word_replaces_the_own(labs, speakers):
    asked = ask(labs)
    for kind in ("consent", "consent", "aside"):
        answer(speakers[0], asked, labs[0], kind)
    assert list(Voice.objects.filter(taken_back_at=None).values_list("kind", flat=True)) == [
        "aside"
    ]
    assert Voice.objects.count() == 2


def test_reminders_go_once_to_those_who_owe(labs, speakers):
    asked = ask(labs)
    answer(speakers[0], asked, labs[0], "consent")
    for hours in (73, 70, 60, 20, 2):
        remind_who_owes_an_answer(asked.closes_at - timedelta(hours=hours))
    letters = Letter.objects.filter(subject__contains="Noch offen").values_list("to", flat=True)
    assert sorted(letters) == sorted(2 * [speakers[1].email, speakers[2].email])


def test_guests_and_strangers_see_nothing_of_a_round(labs, speakers):
    asked = ask(labs)
    stranger = build.browser_of(build.a_person())
    for browser in (Client(), stranger):
        assert browser.get(f"/consent/{asked.pk}/").status_code == 404
        assert asked.question not in browser.get("/consent/").content.decode()
    ConsentRound.objects.update(audience="public")
    answer(speakers[0], asked, labs[0], "objection", "Das ist geheim.")
    page = Client().get(f"/consent/{asked.pk}/").content.decode()
    assert asked.question in page
    assert "geheim" not in page
    assert labs[1].name not in page


def test_the_list_puts_what_waits_first_with_the_same_queries_for_many(labs, speakers):
    browser = build.browser_of(speakers[0])

    def queries_for():
        with CaptureQueriesContext(connection) as counted:
            assert browser.get("/consent/").status_code == 200
        return len(counted)

    ask(labs)
    few = queries_for()
    for _ in range(3):
        last = ask(labs)
    assert queries_for() == few
    answer(speakers[0], last, labs[0], "consent")
    page = browser.get("/consent/").content.decode()
    assert page.index("Wartet auf Ihr Labor") < page.index("Läuft")


def test_stewards_open_nothing_when_nobody_can_answer(labs):
    with pytest.raises(actions.NobodyToAsk):
        ask(labs)
    assert not ConsentRound.objects.exists()
