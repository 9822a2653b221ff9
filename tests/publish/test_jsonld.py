# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Structured data says what the page says and cannot leave its script element."""

import json
from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.publish.samples import BERLIN

from labcamp.publish import jsonld
from labcamp.publish.schedule.text import legal

LAB = jsonld.organization(name="Stadtlabor Musterstadt", url="https://lab.example.org/")


def test_an_edition_is_an_event_of_the_series():
    series = jsonld.event_series(name="LabCamp", ident="https://camp.example.org/#series")
    edition = jsonld.event(
        name="LabCamp #11",
        start=datetime(2026, 6, 12, 9, tzinfo=BERLIN),
        end=datetime(2026, 6, 13, 17, tzinfo=BERLIN),
        attendance=jsonld.Attendance.BOTH,
        locations=(
            jsonld.place(name="Rathaus", town="Musterstadt", country="DE"),
            jsonld.online_place(url="https://camp.example.org/11"),
        ),
        organizers=(LAB,),
        part_of=jsonld.reference("https://camp.example.org/#series"),
        free=True,
    )

    assert jsonld.document(series, edition) == {
        "@context": "https://schema.org",
        "@graph": [
            {
                "@type": "EventSeries",
                "@id": "https://camp.example.org/#series",
                "name": "LabCamp",
            },
            {
                "@type": "Event",
                "name": "LabCamp #11",
                "startDate": "2026-06-12T09:00:00+02:00",
                "endDate": "2026-06-13T17:00:00+02:00",
                "eventStatus": "https://schema.org/EventScheduled",
                "eventAttendanceMode": "https://schema.org/MixedEventAttendanceMode",
                "isAccessibleForFree": True,
                "location": [
                    {
                        "@type": "Place",
                        "name": "Rathaus",
                        "address": {
                            "@type": "PostalAddress",
                            "addressLocality": "Musterstadt",
                            "addressCountry": "DE",
                        },
                    },
                    {"@type": "VirtualLocation", "url": "https://camp.example.org/11"},
                ],
                "organizer": {
                    "@type": "Organization",
                    "name": "Stadtlabor Musterstadt",
                    "url": "https://lab.example.org/",
                },
                "superEvent": {"@id": "https://camp.example.org/#series"},
            },
        ],
    }


def test_whole_days_are_dates():
    edition = jsonld.event(name="LabCamp", start=date(2026, 6, 12), end=date(2026, 6, 13))

    assert (edition["startDate"], edition["endDate"]) == ("2026-06-12", "2026-06-13")


def test_a_moment_without_a_zone_is_refused():
    naive = datetime(2026, 6, 12, tzinfo=BERLIN).replace(tzinfo=None)

    with pytest.raises(ValueError, match="time zone"):
        jsonld.event(name="x", start=naive, end=naive)


def test_a_cancelled_event_says_so():
    edition = jsonld.event(
        name="LabCamp",
        start=date(2026, 6, 12),
        end=date(2026, 6, 12),
        status=jsonld.EventStatus.CANCELLED,
    )

    assert edition["eventStatus"] == "https://schema.org/EventCancelled"


def test_breadcrumbs_count_from_one_and_the_page_itself_needs_no_address():
    trail = jsonld.breadcrumbs([("Start", "https://camp.example.org/"), ("Ausgabe 11", "")])

    assert trail["itemListElement"] == [
        {"@type": "ListItem", "position": 1, "name": "Start", "item": "https://camp.example.org/"},
        {"@type": "ListItem", "position": 2, "name": "Ausgabe 11"},
    ]


def test_the_text_cannot_end_its_script_element():
    name = "</script><!--&\u2028\u2029"
    text = jsonld.script_text(jsonld.document(jsonld.organization(name=name)))

    assert not set(text) & set("<>&\u2028\u2029")
    assert json.loads(text)["name"] == name


@given(st.text())
@settings(deadline=None)
def test_any_text_comes_back(text):
    written = jsonld.script_text({"name": text})

    written.encode()
    assert json.loads(written)["name"] == "".join(
        mark for mark in text if ord(mark) < 32 or legal(mark)
    )
