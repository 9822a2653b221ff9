# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""The desk's board: undo by button, prices for the script, variants, clashes, why a place."""

from __future__ import annotations

import re

import pytest
from tests.builders.harvest import browser_of
from tests.builders.programme import (
    KEEPER,
    NINE,
    a_break,
    a_host,
    a_participant,
    a_session,
    an_edition,
    rooms_of,
    seen_as,
    slots_of,
)
from tests.web.programme.test_desk_pages import desk_of, forms_of, solved

from labcamp.core import jobs
from labcamp.programme.actions import proposals, solving, timetable
from labcamp.programme.models import DraftStep, Placement, Planning, SolverRun
from labcamp.programme.queries.draft import draft_of, rows_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition():
    edition = an_edition()
    rooms_of(edition)
    slots_of(edition)
    for title in "ABCD":
        a_session(edition, title)
    for _ in range(2):
        fan = seen_as(a_participant(edition))
        for session in edition.proposals.all()[:2]:
            proposals.mark_interest(session, strength=2, by=fan)
    return edition


def moved(host, edition, number=1):
    """Move the session to the first place offered."""
    page = f"{desk_of(edition)}session/{number}/"
    was, goal = forms_of(host.get(page).content.decode())[0]
    return host.post(page, {"was": was, "goal": goal})


def test_a_move_says_what_it_did_and_the_button_what_it_would_undo(edition):
    host = browser_of(a_host(edition))
    solved(edition, host)
    before = rows_of(draft_of(edition))
    html = host.get(moved(host, edition)["Location"]).content.decode()
    said = re.search(r'id="said".*?<p>(.*?)</p>', html, re.DOTALL)[1]
    assert "„A“ jetzt" in said
    assert "Wünsche" in said
    assert "Rückgängig: „A“" in html
    step = re.search(r'name="step" value="(\d+)"', html)[1]
    for _ in range(2):
        back = host.post(f"{desk_of(edition)}undo/", {"step": step})
        assert back.status_code == 303
    assert rows_of(draft_of(edition)) == before
    html = host.get(back["Location"]).content.decode()
    assert "Rückgängig gemacht: „A“" in html
    assert "Wiederholen: „A“" in html
    assert host.post(f"{desk_of(edition)}redo/", {"step": step}).status_code == 303
    assert rows_of(draft_of(edition)) != before
    assert host.post(f"{desk_of(edition)}undo/", {"step": "x"}).status_code == 404


def test_the_button_of_an_older_page_undoes_nothing(edition):
    host, other = browser_of(a_host(edition)), browser_of(a_host(edition))
    solved(edition, host)
    step = re.search(r'name="step" value="(\d+)"', host.get(desk_of(edition)).content.decode())[1]
    moved(other, edition)
    before = rows_of(draft_of(edition))
    answer = host.post(f"{desk_of(edition)}undo/", {"step": step})
    assert (answer.status_code, "nichts wurde überschrieben" in answer.content.decode()) == (
        409, True,
    )  # fmt: skip
    assert rows_of(draft_of(edition)) == before


@pytest.mark.parametrize("address", ["solve/", "publish/", "variants/", "session/1/pin/"])
def test_what_another_host_changed_meanwhile_is_noticed(edition, address):
    host, other = browser_of(a_host(edition)), browser_of(a_host(edition))
    solved(edition, host)
    desk = host.get(desk_of(edition)).content.decode()
    place = host.get(f"{desk_of(edition)}session/1/").content.decode()
    sent = {
        "mark": re.search(r'name="mark" value="([^"]+)"', desk)[1],
        "number": re.search(r'name="number" value="(\d+)"', desk)[1],
        "was": forms_of(place)[0][0],
        "pinned": "1",
    }
    moved(other, edition)
    before = rows_of(draft_of(edition))
    answer = host.post(desk_of(edition) + address, sent)
    assert answer.status_code == 409
    assert rows_of(draft_of(edition)) == before
    assert draft_of(edition) is not None


def test_prices_in_one_answer_with_words_for_what_is_forbidden(edition):
    host = browser_of(a_host(edition))
    solved(edition, host)
    one = edition.proposals.get(title="A")
    there = Placement.objects.get(proposal__title="B")
    prices = host.get(f"{desk_of(edition)}session/{one.number}/prices/").json()
    mine = Placement.objects.get(proposal=one)
    shown = f'data-card="{one.number}" data-was="{mine.starts_at.isoformat()} {mine.room_id}"'
    assert shown in host.get(desk_of(edition)).content.decode(), "what the board sends along"
    assert len(prices["goals"]) == 5
    beside = [g for g in prices["goals"].values() if g["short"].startswith("+2")]
    assert beside
    assert "kostet 2 Wünsche" in beside[0]["text"]
    assert prices["off"]["short"] == "+2"
    timetable.pin(there.proposal, pinned=True, by=KEEPER)
    prices = host.get(f"{desk_of(edition)}session/{one.number}/prices/").json()
    slot = edition.slots.get(starts_at=there.starts_at)
    taken = prices["goals"][f"{slot.pk}-{there.room_id}"]
    assert (taken["value"], taken["sort"]) == ("", "no")
    assert "geht nicht" in taken["text"]
    stranger = browser_of(a_participant(edition))
    assert stranger.get(f"{desk_of(edition)}session/1/prices/").status_code == 403
    assert host.get(f"{desk_of(edition)}session/99/prices/").status_code == 404


def test_variants_are_computed_compared_taken_over_and_old_ones_refused(edition):
    host = browser_of(a_host(edition))
    for n in range(6):
        a_session(edition, f"Mehr {n}")
    rooms_of(edition, "Halle", "Garten")
    solved(edition, host)
    page = f"{desk_of(edition)}variants/"
    assert "Drei Varianten rechnen" in host.get(page).content.decode()
    assert host.post(page)["Location"] == page
    assert "wird berechnet" in host.get(page).content.decode()
    jobs.run_due()
    html = host.get(page).content.decode()
    run = SolverRun.objects.get(kind="variants")
    assert "Variante 2 übernehmen" in html
    before = rows_of(draft_of(edition))
    taken = host.post(f"{page}{run.pk}/2/")
    assert taken.status_code == 303
    assert rows_of(draft_of(edition)) != before
    assert "Rückgängig: Variante übernommen" in host.get(desk_of(edition)).content.decode()
    stale = host.post(f"{page}{run.pk}/1/")
    assert stale.status_code == 409
    assert "neu rechnen" in stale.content.decode()
    after = host.get(page).content.decode()
    assert "Variante 1 übernehmen" not in after
    assert after.count("So steht der Entwurf schon.") == 1
    assert host.post(f"{page}{run.pk}/9/").status_code == 404
    assert host.post(f"{page}{run.pk + 1}/1/").status_code == 404


def test_a_stopped_run_really_puts_the_best_so_far_into_the_draft(edition):
    host = browser_of(a_host(edition))
    host.post(f"{desk_of(edition)}solve/")
    host.post(f"{desk_of(edition)}stop/", {"run": SolverRun.objects.get().pk})
    jobs.run_due()
    assert SolverRun.objects.get().state == "done"
    assert len(rows_of(draft_of(edition))) == 4


def test_the_page_says_how_many_wishes_the_best_so_far_loses(edition):
    host = browser_of(a_host(edition))
    host.post(f"{desk_of(edition)}solve/")
    run = SolverRun.objects.get()
    look = solving.begin_run(run, by=KEEPER)
    for lost in (9, 4):
        assert look(40, lost) is False
        row = host.get(f"{desk_of(edition)}progress/").content.decode()
        assert f"bisher verliert {lost} Wünsche" in row


def test_why_here_and_which_sessions_clash(edition):
    host = browser_of(a_host(edition))
    solved(edition, host)
    one, other = (edition.proposals.get(title=title) for title in "AB")
    place = Placement.objects.get(proposal=other)
    third = Placement.objects.exclude(proposal__in=[one, other]).get(starts_at=place.starts_at)
    step = {"slot": edition.slots.get(starts_at=place.starts_at), "room": third.room}
    mine = Placement.objects.get(proposal=one)
    timetable.move(
        one, **step, was=timetable.Spot(mine.starts_at, mine.room_id),
        instead=[third.proposal_id], by=KEEPER,
    )  # fmt: skip
    html = host.get(f"{desk_of(edition)}session/{one.number}/").content.decode()
    assert "Warum hier?" in html
    assert "Es gibt einen besseren Platz" in html
    assert "sobald das Vormerken beendet ist" in html
    Planning.objects.filter(edition=edition).update(voting_closes=edition.proposals.first().at)
    html = host.get(f"{desk_of(edition)}session/{one.number}/").content.decode()
    assert "2 Personen wünschen sich diese Session" in html
    table = host.get(f"{desk_of(edition)}clashes/").content.decode()
    assert "2 von 4 Wünschen" in table
    assert re.search(r'<td class="lc-num" data-label="[^"]+">2</td>', table)


def test_common_slots_and_what_stands_outside_the_raster_are_shown(edition):
    host = browser_of(a_host(edition))
    a_break(edition, NINE.replace(hour=12))
    solved(edition, host)
    assert "Mittagspause" in host.get(desk_of(edition)).content.decode()
    edition.slots.filter(common=False).first().delete()
    html = host.get(desk_of(edition)).content.decode()
    assert "Außerhalb der Zeitfenster" in html


def test_the_desk_asks_as_much_for_many_as_for_few(edition, count_queries):
    host = browser_of(a_host(edition))
    solved(edition, host)
    few = count_queries(lambda: host.get(desk_of(edition)))
    for n in range(6):
        a_session(edition, f"Mehr {n}")
    rooms_of(edition, "Halle", "Garten")
    solving.solve(edition, by=KEEPER, seconds=0.3)
    assert count_queries(lambda: host.get(desk_of(edition))) == few
    price = f"{desk_of(edition)}session/1/prices/"
    many = count_queries(lambda: host.get(price))
    rooms_of(edition, "Hof")
    assert count_queries(lambda: host.get(price)) == many
    assert DraftStep.objects.filter(edition=edition).count() == 3
