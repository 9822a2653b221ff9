# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""The start page: what comes next, what was, who is there, and nothing that is hidden."""

import re
from datetime import date, timedelta

import pytest
from django.utils import timezone
from tests.builders.history import a_history, take_in
from tests.builders.network import a_coordinator, a_lab, a_level

from labcamp.core.access import Audience, system
from labcamp.harvest.actions import Words, write_report
from labcamp.network.models import Lab
from labcamp.series.actions.editions import About, add_edition
from labcamp.series.models import Edition
from labcamp.series.queries import viewer_for
from labcamp.web.home import queries

pytestmark = pytest.mark.django_db
BLANK = dict.fromkeys([f.name for f in About.__dataclass_fields__.values()], "") | {
    "last_day": None,
    "begins": None,
    "ends": None,
    "people_min": None,
    "people_max": None,
    "units": None,
    "seats": None,
    "registration_open": False,
    "language": "de",
    "state": Edition.State.PLANNED,
    "audience": Audience.PUBLIC,
}


def an_edition(number, day, *, hosts=(), **fields):
    told = {"number": number, "title": f"Treff {number}", "first_day": day, "date_told": str(day)}
    about = About(**{**BLANK, **told, **fields})
    return add_edition(about, slug=str(number), by=system("test"), hosts=hosts)


def soon(days=20):
    return timezone.localdate() + timedelta(days=days)


def start(client, language=""):
    response = client.get(f"{language}/")
    assert response.status_code == 200
    return response.content.decode()


def box(html):
    return re.search(r'<section class="lc-next.*?</section>', html, re.DOTALL)[0]


def test_the_nearest_planned_edition_stands_in_the_box(client):
    an_edition(1, date(2020, 5, 26), state=Edition.State.HELD)
    an_edition(3, soon(60))
    an_edition(2, soon(20), hosts=(a_lab("Labor Musterstadt"),))
    html = box(start(client))
    assert 'href="/edition/2/"' in html
    assert "Labor Musterstadt" in html
    assert "Treff 3" not in html


def test_nobody_hosting_is_said_and_shown_as_the_end_of_the_line(client):
    an_edition(1, date(2020, 5, 26), state=Edition.State.HELD)
    html = start(client)
    assert "lc-next--free" in box(html)
    assert html.count("lc-relay__step--free") == 1


def test_a_planned_edition_whose_day_is_over_is_not_the_next_one(client):
    an_edition(1, date(2020, 5, 26))
    assert "lc-next--free" in box(start(client))


def test_the_line_shows_numbers_gaps_and_an_edition_without_a_number(client):
    take_in(a_history())
    an_edition(4, soon())
    html = start(client)
    numbers = re.findall(r'class="lc-relay__number">(?:<span aria-hidden="true">)?([^<]+)<', html)
    assert numbers == ["#1", "#·", "#2–3", "#4"]
    assert html.count("lc-relay__step--gap") == 1
    assert 'href="/series/gap/2/"' in html


def test_labs_are_counted_by_level_in_the_order_of_the_levels(client):
    for key in ("bund", "land"):
        a_level(key, key.title())
    for _ in range(3):
        a_lab(level=a_level("land", "Land"))
    a_lab(level=a_level("bund", "Bund"))
    rows = re.findall(r'level=(\w+)">[^<]+</a> <span class="lc-count">(\d+)<', start(client))
    assert rows == [("bund", "1"), ("land", "3")]


def test_the_dots_show_as_many_labs_as_there_are_and_stay_few():
    share = queries.Share(a_level(), 50, 1)
    assert share.path == "M7 7h322.01M7 21h322.01M7 35h14.01"
    assert share.height == 42
    assert queries.Share(a_level(), 960, 10).path.count("M") == 4


def test_what_is_hidden_leaves_no_trace(client):
    an_edition(1, date(2020, 5, 26), state=Edition.State.HELD)
    person = a_coordinator(a_lab("Labor Nord"))
    viewer = viewer_for(person)
    before = start(client)
    an_edition(2, soon(), audience=Audience.NETWORK)
    words = Words("Verborgener Bericht", "", "", "", "de", Audience.NETWORK)
    lab = Lab.objects.get(pk__in=viewer.labs)
    write_report(words, lab=lab, edition=None, token="abcdef", by=viewer)
    assert start(client) == before

    client.force_login(person)
    seen = start(client)
    assert "Treff 2" in seen
    assert "Verborgener Bericht" in seen


def test_a_host_whose_lab_is_hidden_is_not_named(client):
    hidden = a_lab("Labor Verborgen", wants_public=False)
    Lab.objects.filter(pk=hidden.pk).update(audience=Audience.LAB)
    an_edition(1, soon(), hosts=(hidden,))
    html = start(client)
    assert "Treff 1" in html
    assert "Labor Verborgen" not in html


def test_more_rows_need_no_more_queries(client, count_queries):
    def fill(numbers):
        for number in numbers:
            lab = a_lab(by=(person := a_coordinator()))
            an_edition(number, date(2020, 5, number), state=Edition.State.HELD, hosts=(lab,))
            words = Words(f"Bericht {number}", "", "", "", "de", Audience.PUBLIC)
            viewer = viewer_for(person)
            write_report(words, lab=lab, edition=None, token=f"{number:06}", by=viewer)

    take_in(a_history(editions=[]))
    fill([1])
    one = count_queries(lambda: start(client))
    fill([2, 3])
    assert count_queries(lambda: start(client)) == one
    assert one <= 17


def test_a_guest_gets_no_cookie_and_no_token(client):
    response = client.get("/")
    assert response.cookies == {}
    assert b"csrfmiddlewaretoken" not in response.content


@pytest.mark.parametrize(("language", "word"), [("", "Der Weg"), ("/en", "The baton so far")])
def test_it_speaks_both_languages(client, language, word):
    an_edition(1, date(2020, 5, 26), state=Edition.State.HELD)
    assert word in start(client, language)
