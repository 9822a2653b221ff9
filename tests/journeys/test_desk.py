# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""The hosts' desk in a real browser: a whole plan by keys alone on a phone's width, and by mouse."""

from __future__ import annotations

import re

import pytest
from tests.journeys.test_keyboard import Hands

pytestmark = pytest.mark.journey
DESK = "/edition/11/plan/"
FRESH = "/edition/tastenplan/plan/"
SETUP = """
from datetime import date, time
from uuid import uuid4
from django.utils import timezone
from labcamp.core.access import Audience
from labcamp.network.models import Person
from labcamp.programme.actions import proposals
from labcamp.programme.actions.proposals import Offer
from labcamp.series.models import Edition, HostTeam, Registration
from labcamp.series.queries import viewer_for
robin = Person.objects.get(name="Robin Gastgeber")
edition, new = Edition.objects.get_or_create(
    slug="tastenplan", defaults={"title": "Tastenplan", "audience": Audience.PUBLIC,
    "first_day": date(2027, 3, 4), "last_day": date(2027, 3, 4), "begins": time(9)})
if new:
    HostTeam.objects.create(edition=edition, person=robin, since=timezone.now())
    fans = [Person.objects.get(name="Sascha Teilnahme"), Person.objects.get(name="Toni Koordination")]
    for fan in fans:
        Registration.objects.create(edition=edition, person=fan, state="held", at=timezone.now())
    made = [proposals.propose(edition, Offer(title=title), token=uuid4(), by=viewer_for(robin))
            for title in ("Erste Session", "Zweite Session", "Dritte Session")]
    for one in made:
        one.givers.all().delete()
    for fan in fans:
        for one in made[:2]:
            proposals.mark_interest(one, strength=2, by=viewer_for(fan))
"""


SLOTS = """
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo
from labcamp.core.access import system
from labcamp.programme.actions import raster, timetable
from labcamp.programme.actions.raster import RoomWords, Span
if new:
    keeper, hour = system("keeper"), timedelta(hours=1)
    nine = datetime(2027, 3, 4, 9, tzinfo=ZoneInfo("Europe/Berlin"))
    spans = [Span(nine + n * hour, nine + n * hour + timedelta(minutes=45)) for n in range(HOURS)]
    slots = raster.add_slots(edition, spans, by=keeper)
"""


def with_slots(slug, hours):
    """The same camp under another name, with so many slots of an hour."""
    named = SETUP.replace("tastenplan", slug).replace("Tastenplan", slug.capitalize())
    return named + SLOTS.replace("HOURS", str(hours))


LONG = "/edition/langplan/plan/"
LONG_SETUP = (
    with_slots("langplan", 4)
    + """
    saal, turm = (raster.save_room(edition, RoomWords(n), by=keeper) for n in ("Saal", "Turm"))
    made[0].minutes = 90
    made[0].save()
    for one, slot, room in ((0, 0, saal), (1, 0, turm), (2, 1, turm)):
        timetable.move(made[one], slot=slots[slot], room=room, was=None, instead=(), by=keeper)
"""
)


def outcome(page, words):
    """What is heard after a move."""
    page.wait_for_function(
        "words => document.querySelector('.lc-voice')?.textContent.includes(words)", arg=words
    )


def field(person, name, text):
    while person.to("", tag="input")["name"] != name:
        pass
    person.type(text)


def cell_of(page, title):
    return page.locator(".lc-cell:has(article)", has_text=title).get_attribute("data-cell")


def take(person, title):
    person.to(f"^„{title}“ verschieben$", tag="button")
    person.press("Enter")
    outcome(person.page, "Pfeiltasten")


def aim(person, wanted):
    """Arrow down until the aimed place's words fit."""
    for _ in range(40):
        said = person.page.locator(".lc-voice").inner_text()
        if re.search(wanted, said):
            return said
        person.press("ArrowDown")
    raise AssertionError(f"no place like “{wanted}”")


def test_a_whole_plan_by_keys_at_390_pixels(visit, site):
    site.command("django", "shell", "-c", SETUP)
    look = visit(width=390).as_("host")
    person, page = Hands(look), look.page

    person.goto(f"{FRESH}times/")
    field(person, "count", "3")
    person.follow("^Zeitfenster anlegen$|anlegen|hinzufügen", tag="button")
    for room in ("Saal", "Turm"):
        person.goto(f"{FRESH}rooms/")
        field(person, "name", room)
        person.follow("anlegen|hinzufügen|Speichern", tag="button")

    person.goto(FRESH)
    person.follow("von Hand", tag="button")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    for title, place in (
        ("Erste Session", "09:00, Saal: frei"),
        ("Zweite Session", "09:00, Turm: frei"),
        ("Dritte Session", "10:00, Saal: frei"),
    ):
        take(person, title)
        said = aim(person, place)
        assert "Wunsch" in said or "Wünsche" in said, "the price is heard before it is done"
        person.press("Enter")
        outcome(page, f"„{title}“ jetzt")
        page.wait_for_function(
            "title => document.activeElement.ariaLabel === `„${title}“ verschieben`", arg=title
        )
    assert page.get_by_text("2 von 4 Wünschen").count() == 1

    take(person, "Zweite Session")
    assert "rettet 2 Wünsche" in aim(person, "10:00, Turm: frei")
    person.press("Escape")
    outcome(page, "bleibt, wo sie war")
    take(person, "Zweite Session")
    aim(person, "10:00, Turm: frei")
    person.press("Space")
    outcome(page, "2 Wünsche weniger gehen verloren")
    assert page.get_by_text("0 von 4 Wünschen").count() == 1
    assert look.axe() == []

    before = cell_of(page, "Zweite Session")
    person.follow("^Rückgängig: „Zweite Session“ von Do 09:00 Turm nach Do 10:00 Turm$")
    assert person.focus()["id"] == "said", "what was undone is heard first"
    assert cell_of(page, "Zweite Session") != before
    person.follow("^Wiederholen: „Zweite Session“")
    assert cell_of(page, "Zweite Session") == before

    # The form of a session does the same without any script.
    person.follow("^Dritte Session$", tag="a")
    assert look.axe() == []
    person.follow("^Hierher verlegen$|^Tauschen$", tag="button")
    person.page.wait_for_function("document.activeElement.id === 'said'")
    assert "„Dritte Session“ jetzt" in person.focus()["words"]

    person.goto(FRESH)
    person.follow("^Entwurf veröffentlichen$", tag="button")
    assert "/programme/" in page.url
    assert page.locator(".lc-session").count() == 3


def test_a_session_of_two_slots_moves_as_a_whole_by_keys_at_390_pixels(visit, site):
    site.command("django", "shell", "-c", LONG_SETUP)
    look = visit(width=390).as_("host")
    person, page = Hands(look), look.page
    still = page.locator(".lc-cell", has_text="noch: Erste Session")
    person.goto(LONG)
    home = cell_of(page, "Erste Session")
    take(person, "Erste Session")
    assert "Zweite Session" in aim(person, "09:00, Turm: Tausch mit"), "both who make room"
    assert "nicht so viele Zeitfenster hintereinander" in aim(person, "12:00, Saal: geht nicht")
    person.press("Escape")
    take(person, "Erste Session")
    said = aim(person, "10:00, Saal: frei")
    assert "Wunsch" in said or "Wünsche" in said
    person.press("Enter")
    outcome(page, "„Erste Session“ jetzt")
    now = cell_of(page, "Erste Session")
    assert now != home
    assert still.count() == 1
    assert page.get_by_text("10:00–11:45").count() == 1
    person.follow("^Rückgängig: „Erste Session“")
    assert page.locator(f'td[data-cell="{home}"] article', has_text="Erste Session").count() == 1
    assert page.get_by_text("09:00–10:45").count() == 1
    assert look.axe() == []
    assert look.complaints == []


INSIDE = """() => {
  const cells = [...document.querySelectorAll("td.lc-goal:not(.lc-goal--no, .lc-goal--here)")];
  const centres = cells.map((cell) => cell.getBoundingClientRect());
  const box = centres.find((b) => b.top > 120 && b.bottom < innerHeight - 120);
  return [box.x + box.width / 2, box.y + box.height / 2];
}"""
"""The middle of an allowed place that is well inside the window."""


def at_the_desk(page):
    """At the demo's desk, with a draft."""
    page.goto(DESK)
    begin = page.get_by_role("button", name="Einen Entwurf aus der veröffentlichten Fassung")
    if begin.count():
        begin.click()


def drag(page, card, cell):
    """By the hand of a mouse: down on the card, over the cell, up."""
    card.evaluate("card => card.scrollIntoView({block: 'center'})")
    start = card.bounding_box()
    page.mouse.move(start["x"] + start["width"] - 20, start["y"] + 12)
    page.mouse.down()
    page.mouse.move(start["x"] + 40, start["y"] + 30, steps=3)
    goal = cell.bounding_box()
    page.mouse.move(goal["x"] + goal["width"] / 2, goal["y"] + goal["height"] / 2, steps=6)
    cell.locator(".lc-price").wait_for()


def test_a_session_is_dragged_and_shows_its_price_before_it_is_dropped(visit):
    look = visit().as_("host")
    page = look.page
    at_the_desk(page)
    home = page.locator("td[data-cell]:has([data-grab])").nth(5)
    card = home.locator("[data-card]")
    title, number = card.locator("h3").inner_text(), card.get_attribute("data-card")
    was = home.get_attribute("data-cell")
    drag(page, card, page.locator("td[data-cell]:has([data-grab])").nth(4))
    page.mouse.move(*page.evaluate(INSIDE), steps=6)
    page.locator("td.lc-aim:not(.lc-goal--no, .lc-goal--here)").wait_for()
    key = page.locator("td.lc-aim").get_attribute("data-cell")
    page.mouse.up()
    outcome(page, f"„{title}“ jetzt")
    assert page.url.endswith(DESK), "nothing but the plan has changed on the page"
    assert cell_of(page, title) == key != was
    page.keyboard.press("Control+z")
    page.locator("#said", has_text="Rückgängig gemacht").wait_for()
    assert page.locator(f'td[data-cell="{was}"] #s{number}').count() == 1
    assert look.axe() == []
    assert look.complaints == []


def test_escape_and_the_forbidden_leave_everything(visit):
    look = visit().as_("host")
    page = look.page
    at_the_desk(page)
    home = page.locator("td[data-cell]:has([data-grab])").nth(2)
    was, card = home.get_attribute("data-cell"), home.locator("[data-card]")
    title = card.locator("h3").inner_text()
    drag(page, card, page.locator("td[data-cell]:has([data-grab])").nth(3))
    page.keyboard.press("Escape")
    page.mouse.up()
    assert page.locator(".lc-price").count() == 0
    assert cell_of(page, title) == was


def test_two_hosts_at_one_board_are_both_heard(visit):
    one, other = visit().as_("host").page, visit().as_("steward").page
    for page in (one, other):
        at_the_desk(page)
    home = one.locator("td[data-cell]:has([data-grab])").first
    number = home.locator("[data-card]").get_attribute("data-card")
    place = f"{DESK}session/{number}/"
    one.locator(f"#s{number} [data-grab]").click()
    one.locator("td.lc-goal").first.wait_for()
    other.goto(place)
    other.get_by_role("button", name=re.compile("^(Hierher verlegen|Tauschen)$")).first.click()
    other.locator("#said").wait_for()
    now = other.locator(f"td:has(#s{number})").get_attribute("data-cell")
    goal = one.locator(f'td.lc-goal:not(.lc-goal--no, .lc-goal--here, [data-cell="{now}"])').first
    goal.click(position={"x": 5, "y": 5})
    one.locator("#said").get_by_text("Nichts wurde überschrieben").wait_for()
    assert one.locator(f"td:has(#s{number})").get_attribute("data-cell") == now


def test_a_board_that_shows_an_older_place_overrules_nobody(visit):
    one, other = visit().as_("host").page, visit().as_("steward").page
    for page in (one, other):
        at_the_desk(page)
    number = one.locator("td [data-card]:has([data-grab])").first.get_attribute("data-card")
    other.goto(f"{DESK}session/{number}/")
    other.get_by_role("button", name=re.compile("^(Hierher verlegen|Tauschen)$")).first.click()
    other.locator("#said").wait_for()
    now = other.locator(f"td:has(#s{number})").get_attribute("data-cell")
    one.locator(f"#s{number} [data-grab]").click()
    one.locator("td.lc-goal").first.wait_for()
    goal = one.locator(f'td.lc-goal:not(.lc-goal--no, .lc-goal--here, [data-cell="{now}"])').first
    goal.click(position={"x": 5, "y": 5})
    one.locator("#said").get_by_text("Nichts wurde überschrieben").wait_for()
    assert one.locator(f"td:has(#s{number})").get_attribute("data-cell") == now


WORD = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
WORD_SETUP = (
    with_slots("wortplan", 12).replace("Erste Session", WORD)
    + """
    rooms = [raster.save_room(edition, RoomWords(f"Raum {n}"), by=keeper) for n in range(9)]
    timetable.move(made[0], slot=slots[0], room=rooms[0], was=None, instead=(), by=keeper)
"""
)
COVERED = """() => {
  const box = document.querySelector(".lc-timetable-scroll");
  box.scrollTo(90, 30);
  const inside = (point, area) => point.x > area.left && point.x < area.right
    && point.y > area.top && point.y < area.bottom;
  const heads = [...box.querySelectorAll("th")].map((th) => th.getBoundingClientRect());
  const middle = (r) => ({ x: (r.left + r.right) / 2, y: (r.top + r.bottom) / 2 });
  const under = [...box.querySelectorAll(".lc-price")]
    .map((price) => [price, middle(price.getBoundingClientRect())])
    .filter(([, at]) => heads.some((head) => inside(at, head)));
  const over = under.filter(([price, at]) => document.elementFromPoint(at.x, at.y) === price);
  return [under.length > 0, over.length];
}"""


def test_long_words_stay_in_a_phone_and_prices_below_the_heads_of_the_table(visit, site):
    site.command("django", "shell", "-c", WORD_SETUP)
    phone = visit(width=390).as_("host").page
    phone.goto("/edition/wortplan/plan/")
    assert WORD in phone.locator("#undo").inner_text()
    assert phone.evaluate("document.documentElement.scrollWidth") == 390
    page = visit().as_("host").page
    page.goto("/edition/wortplan/plan/")
    page.locator("[data-grab]").first.click()
    page.locator(".lc-price").first.wait_for(state="attached")
    assert page.evaluate(COVERED) == [True, 0]
