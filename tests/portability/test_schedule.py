# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Schedule files in and out again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.builders.programme import (
    KEEPER,
    a_participant,
    a_published_edition,
    a_session,
    an_edition,
    published,
    seen_as,
)

from labcamp import cli
from labcamp.core.access import Audience, Refused, guest
from labcamp.portability import schedule as schedules
from labcamp.programme.actions import proposals, timetable
from labcamp.programme.actions.importing import TooLong
from labcamp.programme.models import Giver, Placement, Proposal, Room, Slot, Timetable
from labcamp.publish import schedule as files
from labcamp.publish.schedule import ScheduleError
from labcamp.series.actions.editions import NumberTaken
from labcamp.series.models import Edition

pytestmark = pytest.mark.django_db
FIXTURES = Path(__file__).parents[1] / "publish" / "fixtures"


def a_file(**changes) -> bytes:
    """A small schedule.json with two rooms, three sessions and fields nobody knows."""
    event = {
        "id": 7, "guid": "11111111-1111-4111-8111-111111111111", "date": "2027-03-04T09:00:00+01:00",
        "start": "09:00", "duration": "00:45", "room": "Saal", "title": "Antrag ohne Papier",
        "subtitle": "Ein Versuch", "track": "Verwaltung", "type": "Workshop", "language": "de",
        "abstract": "**Kurz**", "description": "Lang", "mood": "gut",
        "persons": [{"id": 3, "name": "Kim Beispiel", "guid": "21111111-1111-4111-8111-111111111111"}],
        "links": [{"url": "https://example.org/a", "title": "Mehr"}],
        "attachments": [{"url": "https://example.org/b.pdf", "title": "Folien"}],
    } | changes.pop("event", {})  # fmt: skip
    second = {
        **event, "id": 8, "guid": "31111111-1111-4111-8111-111111111111", "title": "Zweite",
        "room": "Turm", "persons": [], "links": [], "attachments": [],
    }  # fmt: skip
    third = {
        **second, "id": 9_999_999_999, "guid": "41111111-1111-4111-8111-111111111111",
        "title": "In der Nacht", "date": "2027-03-05T01:00:00+01:00", "start": "01:00",
    }  # fmt: skip
    conference = {
        "acronym": "treff", "title": "Treff", "start": "2027-03-04", "end": "2027-03-05",
        "time_zone_name": "Europe/Berlin", "rooms": [{"name": "Saal", "capacity": 40}],
        "days": [{"index": 1, "date": "2027-03-04", "rooms": {
            "Saal": [event], "Turm": [second, third]}}],
    } | changes  # fmt: skip
    return json.dumps({"schedule": {"version": "1.0", "conference": conference}}).encode()


def test_a_file_becomes_a_draft_with_rooms_and_the_files_own_numbers():
    edition = an_edition()
    report = schedules.import_into(a_file(), edition=edition, by=KEEPER)
    assert [line.what for line in report.lines if line.kind == "session"] == ["added"] * 3
    first = Proposal.objects.get(title="Antrag ohne Papier")
    assert (first.number, first.kind, first.minutes, first.givers_told, first.audience) == (
        7, "workshop", 45, "Kim Beispiel", Audience.PUBLIC,
    )  # fmt: skip
    assert list(Room.objects.values_list("name", "capacity")) == [("Saal", 40), ("Turm", None)]
    draft = Timetable.objects.get()
    assert draft.state == "draft"
    days = Placement.objects.order_by("starts_at").values_list("day", flat=True)
    assert [str(day) for day in days] == ["2027-03-04"] * 3
    assert Slot.objects.filter(edition=edition).count() > 0


def test_what_is_not_understood_is_kept_aside_and_listed():
    report = schedules.import_into(a_file(), edition=an_edition(), by=KEEPER)
    text = "\n".join(report.sentences())
    assert "mood" in text
    kept = Timetable.objects.get().set_aside["kept"]
    assert any(path.endswith("mood") and value == "gut" for path, value in kept)


def test_the_same_file_again_changes_nothing_and_a_new_one_keeps_the_numbers():
    edition = an_edition()
    schedules.import_into(a_file(), edition=edition, by=KEEPER)
    numbers = dict(Proposal.objects.values_list("guid", "number"))
    again = schedules.import_into(a_file(), edition=edition, by=KEEPER)
    assert {line.what for line in again.lines if line.kind != "slots"} == {"same"}

    moved = schedules.import_into(
        a_file(event={"title": "Neuer Titel", "id": 70}), edition=edition, by=KEEPER
    )
    assert [line.what for line in moved.lines if line.kind == "session"].count("changed") >= 1
    assert dict(Proposal.objects.values_list("guid", "number")) == numbers
    assert Placement.objects.count() == 3
    assert Giver.objects.count() == 1


def test_sessions_of_the_edition_the_file_does_not_name_stay():
    edition = an_edition()
    own = a_session(edition, "Eigene")
    schedules.import_into(a_file(event={"id": own.number}), edition=edition, by=KEEPER)
    own.refresh_from_db()
    assert own.title == "Eigene"
    assert Proposal.objects.values("number").distinct().count() == 4


def test_who_withdrew_stays_withdrawn_when_the_file_comes_again():
    edition = an_edition()
    schedules.import_into(a_file(), edition=edition, by=KEEPER)
    first = Proposal.objects.get(number=7)
    proposals.withdraw(first, by=KEEPER)
    schedules.import_into(a_file(), edition=edition, by=KEEPER)
    published(edition)
    assert 7 not in {event.id for event in schedules.schedule_of(edition, guest()).events}


@pytest.mark.parametrize(
    "data",
    [b"", b"<html></html>", b"{", b"<schedule><conference/></schedule>", a_file(event={"title": ""}),
     a_file(event={"duration": "never"}), a_file(event={"guid": "31111111-1111-4111-8111-111111111111"})],
)  # fmt: skip
def test_a_broken_file_changes_nothing_and_says_where(data):
    edition = an_edition()
    with pytest.raises(ScheduleError) as broken:
        schedules.import_into(data, edition=edition, by=KEEPER)
    assert str(broken.value)
    assert not Proposal.objects.exists()
    assert not Room.objects.exists()


def test_a_text_too_long_for_us_changes_nothing():
    edition = an_edition()
    with pytest.raises(TooLong, match="Session 8"):
        schedules.import_into(a_file().replace(b"Zweite", b"x" * 301), edition=edition, by=KEEPER)
    assert not Proposal.objects.exists()


def test_a_dry_run_says_the_same_and_keeps_nothing():
    edition = an_edition()
    tried = schedules.import_into(a_file(), edition=edition, by=KEEPER, dry_run=True)
    assert not Proposal.objects.exists()
    schedules.import_as_new(a_file(), slug="neu", by=KEEPER, dry_run=True)
    assert not Edition.objects.filter(slug="neu").exists()
    real = schedules.import_into(a_file(), edition=edition, by=KEEPER)
    what = [(line.what, line.words) for line in real.lines]
    assert [(line.what, line.words) for line in tried.lines] == what


def test_a_new_edition_is_for_hosts_until_somebody_widens_it():
    schedules.import_as_new(a_file(), slug="neu", by=KEEPER)
    edition = Edition.objects.get(slug="neu")
    assert (edition.audience, edition.time_zone) == (Audience.HOSTS, "Europe/Berlin")
    assert not Proposal.objects.visible_to(guest()).exists()
    with pytest.raises(NumberTaken):
        schedules.import_as_new(a_file(), slug="neu", by=KEEPER)


def test_participants_do_not_import():
    edition = an_edition()
    with pytest.raises(Refused):
        schedules.import_into(a_file(), edition=edition, by=seen_as(a_participant(edition)))


def published_copy(data: bytes, slug: str):
    schedules.import_as_new(data, slug=slug, by=KEEPER, public=True)
    edition = Edition.objects.get(slug=slug)
    published(edition)
    return schedules.schedule_of(edition, guest())


@pytest.mark.parametrize("write", [files.to_xml, files.to_json])
@pytest.mark.parametrize("source", sorted(FIXTURES.glob("*.*")), ids=lambda path: path.name)
def test_what_goes_out_comes_back_the_same(source, write):
    first = published_copy(source.read_bytes(), "erste")
    second = published_copy(write(first), "zweite")
    assert second == first
    assert write(second) == write(first)


@pytest.mark.parametrize("write", [files.to_xml, files.to_json])
def test_our_own_programme_survives_the_way_out_and_in(write):
    edition = a_published_edition(sessions=5)
    first = schedules.schedule_of(edition, guest())
    assert files.read(write(first)).schedule == first
    assert published_copy(write(first), "zweite") == first


def test_cancelled_and_hidden_sessions_are_in_no_file():
    edition = a_published_edition(sessions=4)
    first, second = edition.proposals.order_by("number")[:2]
    timetable.set_cancelled(first, cancelled=True, by=KEEPER)
    proposals.withdraw(second, by=seen_as(second.by))
    ids = {event.id for event in schedules.schedule_of(edition, guest()).events}
    assert ids == {3, 4}


def test_the_command_says_what_it_did(tmp_path, capsys):
    source = tmp_path / "schedule.json"
    source.write_bytes(a_file())
    assert cli.main(["import", "schedule", str(source), "--new-edition", "neu", "--public"]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "3 sessions: 3 added, 0 changed, 0 same."
    assert cli.main(["programme", "solve", "neu", "--seed", "3", "--seconds", "1"]) == 0
    assert "3 sessions placed, 0 without a place" in capsys.readouterr().out
    assert cli.main(["programme", "publish", "neu"]) == 0
    assert schedules.schedule_of(Edition.objects.get(slug="neu"), guest()) is not None

    source.write_bytes(b"<schedule>")
    assert cli.main(["import", "schedule", str(source), "--edition", "neu"]) == 1
    assert "Nothing was changed." in capsys.readouterr().err
    for words in (
        ["import", "schedule", "missing.json", "--edition", "neu"],
        ["import", "schedule", str(source), "--edition", "fehlt"],
        ["programme", "solve", "fehlt"],
        ["programme", "publish", "fehlt"],
        ["programme", "publish", "neu"],
    ):
        assert cli.main(words) == 1
        assert capsys.readouterr().err


def test_kinds_are_told_from_the_words_of_a_file():
    words = ["Workshop", "Talk 30 min + 10min Q&A", "podium", "Labor-Vorstellung", "", "Frühstück"]
    assert [schedules.kind_of(word) for word in words] == [
        "workshop", "impulse", "discussion", "introduction", "other", "other",
    ]  # fmt: skip
