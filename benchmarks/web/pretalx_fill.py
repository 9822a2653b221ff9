# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
# ruff: noqa: E402 - Django is set up before what needs it
"""Run by pretalx's own interpreter: the benchmark's programme through pretalx's own models."""

import json
import os
import sys
from datetime import date, datetime
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pretalx.settings")

import django

django.setup()

from django_scopes import scope, scopes_disabled
from pretalx.event.models import Event
from pretalx.event.utils import create_organiser_with_team
from pretalx.person.models import SpeakerProfile, User
from pretalx.schedule.models import Room
from pretalx.submission.models import Submission, Track


def fill(conference: dict, slug: str) -> None:
    keeper = User.objects.create_user(name="Kim Beispiel", email="kim@example.org")
    organiser, team = create_organiser_with_team(name="Bench", slug="benchorg", users=[keeper])
    with scopes_disabled():
        event = Event.objects.create(
            name=conference["title"],
            slug=slug,
            organiser=organiser,
            is_public=True,
            date_from=date.fromisoformat(conference["start"]),
            date_to=date.fromisoformat(conference["end"]),
            timezone=conference["time_zone_name"],
            email="bench@example.org",
            locale_array="de,en",
            locale="de",
        )
    event = Event.objects.get(pk=event.pk)
    with scope(event=event):
        event.build_initial_data()
        team.limit_events.add(event)
        sessions = [
            (room, session)
            for day in conference["days"]
            for room, found in day["rooms"].items()
            for session in found
        ]
        make(event, sessions)
        event.wip_schedule.freeze("v1.0", notify_speakers=False)


def make(event: Event, sessions: list[tuple[str, dict]]) -> None:
    rooms, tracks, people = {}, {}, {}
    kind = event.submission_types.first()
    for name, session in sessions:
        if name not in rooms:
            rooms[name] = Room.objects.create(event=event, name=name, position=len(rooms))
        track = session["track"]
        if track not in tracks:
            tracks[track] = Track.objects.create(event=event, name=track, color="#1f5d50")
        proposal = Submission.objects.create(
            event=event,
            title=session["title"],
            submission_type=kind,
            track=tracks[track],
            abstract=session["abstract"],
            description=session["description"],
            content_locale="de",
        )
        for person in session["persons"]:
            said = person.get("public_name") or person["name"]
            if said not in people:
                address = f"{said.replace(' ', '.').lower()}@example.org"
                people[said] = User.objects.filter(email=address).first() or (
                    User.objects.create_user(name=said, email=address)
                )
                SpeakerProfile.objects.create(user=people[said], event=event, biography="")
            proposal.speakers.add(people[said])
        proposal.accept()
        proposal.confirm()
        place(proposal, rooms[name], session)


def place(proposal: Submission, room: Room, session: dict) -> None:
    slot = proposal.slots.first()
    slot.start = datetime.fromisoformat(session["date"])
    hours, minutes = session["duration"].split(":")
    slot.end = slot.start + (
        datetime(2000, 1, 1, int(hours), int(minutes)) - datetime(2000, 1, 1)  # noqa: DTZ001 - a duration
    )
    slot.room = room
    slot.save()


if __name__ == "__main__":
    known = json.loads(Path(sys.argv[1]).read_text())["schedule"]["conference"]
    fill(known, sys.argv[2])
