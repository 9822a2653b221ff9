# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""schedule.xml: frab's and pretalx' files, from the dialect of 2014 to the one of today.

The parser refuses document types, so there are no entities to unfold and nothing to fetch.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat  # document types are refused below

from labcamp.publish.schedule.errors import ScheduleError
from labcamp.publish.schedule.model import Kept
from labcamp.publish.schedule.raw import (
    RawDay,
    RawEvent,
    RawLink,
    RawPerson,
    RawRoom,
    RawSchedule,
    keep,
    yes,
)

_DEEPEST = 32
_MOST_ELEMENTS = 200_000
_WORDS = (
    "title", "subtitle", "abstract", "description", "language", "type", "track", "url", "logo",
)  # fmt: skip
# What XML has no place for travels in one processing instruction of this name.
BESIDE = "labcamp"


@dataclass(slots=True)
class Node:
    """An element with its place in the file."""

    tag: str
    where: str
    line: int
    attributes: dict[str, str]
    text: str = ""
    children: list["Node"] = field(default_factory=list)

    def child(self, tag: str) -> "Node | None":
        return next((node for node in self.children if node.tag == tag), None)

    def said(self, tag: str) -> str:
        """The text of the child, "" without one."""
        node = self.child(tag)
        return node.text if node else ""

    def all(self, tag: str) -> Iterator["Node"]:
        return (node for node in self.children if node.tag == tag)


class _Builder:
    """Builds nodes from the parser's calls."""

    def __init__(self) -> None:
        self.root: Node | None = None
        self.beside = ""
        self._count = 0
        self._open: list[Node] = []
        self._seen: list[dict[str, int]] = [{}]
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.buffer_size = 2**20
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._characters
        self.parser.ProcessingInstructionHandler = self._instruction
        self.parser.StartDoctypeDeclHandler = self._document_type
        self.parser.EntityDeclHandler = self._document_type

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        if len(self._open) >= _DEEPEST:
            raise ScheduleError("too-deep", self._open[-1].where, "", self._line())
        self._count += 1
        if self._count > _MOST_ELEMENTS:
            raise ScheduleError("too-large", "", f"{_MOST_ELEMENTS} elements", self._line())
        nth = self._seen[-1][tag] = self._seen[-1].get(tag, 0) + 1
        parent = self._open[-1] if self._open else None
        step = f"{tag}[{nth}]" if tag in {"day", "room", "event", "person", "link"} else tag
        where = f"{parent.where if parent else ''}/{step}"
        node = Node(tag, where, self._line(), attributes)
        if parent:
            parent.children.append(node)
        else:
            self.root = node
        self._open.append(node)
        self._seen.append({})

    def _end(self, _tag: str) -> None:
        self._open.pop()
        self._seen.pop()

    def _characters(self, text: str) -> None:
        if self._open:
            self._open[-1].text += text

    def _instruction(self, target: str, text: str) -> None:
        if target == BESIDE:
            self.beside = text

    def _document_type(self, *_: object) -> None:
        raise ScheduleError("document-type", "", "", self._line())

    def _line(self) -> int:
        return self.parser.CurrentLineNumber


def raw_from_xml(data: bytes) -> RawSchedule:
    """The words of a schedule.xml."""
    builder = _Builder()
    try:
        builder.parser.Parse(data, True)
    except expat.ExpatError as broken:
        said = expat.ErrorString(broken.code)
        raise ScheduleError("not-xml", "", str(said), broken.lineno) from broken
    except (ValueError, LookupError) as broken:  # an encoding nobody knows
        raise ScheduleError("not-xml", "", str(broken)) from broken
    root = builder.root
    if root is None or root.tag != "schedule":
        found = f"<{root.tag}>" if root else "no element"
        raise ScheduleError("unknown-format", "", f"it begins with {found}")
    conference = root.child("conference")
    if conference is None:
        raise ScheduleError("wrong-shape", "/schedule", "<conference>", root.line)
    raw = _head(root, conference)
    for day in root.all("day"):
        _day(raw, day)
    if builder.beside:
        _read_beside(raw, builder.beside)
    return raw


def _head(root: Node, conference: Node) -> RawSchedule:
    raw = RawSchedule(
        dialect="schedule.xml",
        acronym=conference.said("acronym"),
        title=conference.said("title"),
        version=root.said("version"),
        zone=conference.said("time_zone_name"),
        start=conference.said("start"),
        end=conference.said("end"),
        base_url=conference.said("base_url"),
        slot=conference.said("timeslot_duration"),
        conference=conference.where,
    )
    known = {"acronym", "title", "time_zone_name", "start", "end", "base_url", "days"}
    _keep_unknown(raw.kept, conference, {*known, "timeslot_duration"})
    _keep_unknown(raw.kept, root, {"version", "conference", "day", "generator"})
    return raw


def _day(raw: RawSchedule, day: Node) -> None:
    date = day.attributes.get("date", "")
    raw.days.append(RawDay(day.where, date, day.line))
    _keep_unknown(raw.kept, day, {"room"}, {"date", "start", "end", "index"})
    for room in day.all("room"):
        name = room.attributes.get("name", "")
        raw.rooms.append(RawRoom(name, room.attributes.get("guid", "")))
        _keep_unknown(raw.kept, room, {"event"}, {"name", "guid"})
        for event in room.all("event"):
            raw.events.append(_event(event, raw.kept, name, date))


def _event(event: Node, kept: list[Kept], room: str, day: str) -> RawEvent:
    raw = RawEvent(
        where=event.where,
        line=event.line,
        id=event.attributes.get("id", ""),
        guid=event.attributes.get("guid", ""),
        date=event.said("date"),
        start=event.said("start"),
        day=day,
        duration=event.said("duration"),
        room=room,
        room_said=event.said("room"),
        words={tag: event.said(tag) for tag in _WORDS},
    )
    raw.persons = _persons(event, kept)
    raw.links = _links(event, "links", "link", kept)
    raw.attachments = _links(event, "attachments", "attachment", kept)
    if recording := event.child("recording"):
        raw.words["licence"] = recording.said("license")
        raw.do_not_record = yes(recording.said("optout"))
        _keep_unknown(kept, recording, {"license", "optout"})
    known = {"date", "start", "duration", "room", "slug", "recording", *_WORDS}
    _keep_unknown(kept, event, {*known, "persons", "links", "attachments"}, {"id", "guid"})
    return raw


def _persons(event: Node, kept: list[Kept]) -> list[RawPerson]:
    group = event.child("persons")
    if group is None:
        return []
    _keep_unknown(kept, group, {"person"})
    found = []
    for node in group.all("person"):
        said = node.attributes
        number, guid, code = (said.get(key, "") for key in ("id", "guid", "code"))
        found.append(RawPerson(node.where, node.text, guid, code, number, said.get("url", "")))
        _keep_unknown(kept, node, set(), {"id", "guid", "code", "url"})
    return found


def _links(event: Node, group_tag: str, tag: str, kept: list[Kept]) -> list[RawLink]:
    group = event.child(group_tag)
    if group is None:
        return []
    _keep_unknown(kept, group, {tag})
    found = []
    for node in group.all(tag):
        found.append(RawLink(node.where, node.attributes.get("href", node.text), node.text))
        _keep_unknown(kept, node, set(), {"href"})
    return found


def _keep_unknown(
    kept: list[Kept], node: Node, children: set[str], attributes: set[str] | None = None
) -> None:
    """Keep aside the children and attributes that are not known; schema hints say nothing."""
    for name, value in node.attributes.items():
        if name not in (attributes or set()) and not name.startswith(("xmlns", "xsi:")):
            keep(kept, f"{node.where}/@{name}", value)
    for child in node.children:
        if child.tag not in children:
            keep(kept, child.where, _value(child))


def _value(node: Node) -> object:
    """An unknown element as text, or as pairs of name and value when it has parts."""
    parts: list[object] = [[f"@{name}", value] for name, value in node.attributes.items()]
    parts += [[child.tag, _value(child)] for child in node.children]
    text = node.text.strip()
    return [*parts, *([text] if text else [])] if parts else text


def _read_beside(raw: RawSchedule, text: str) -> None:
    """Take back what `write_xml` put beside the standard; a damaged note is no error."""
    try:
        beside = json.loads(text)
        rooms = [RawRoom(*(str(part) for part in room)) for room in beside["rooms"]]
        people = {
            str(number): [[str(part) for part in person] for person in persons]
            for number, persons in beside["people"].items()
        }
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        keep(raw.kept, f"/schedule/?{BESIDE}", text)
        return
    raw.rooms = [*rooms, *raw.rooms]
    for event in raw.events:
        said = people.get(event.id.strip(), [])
        if len(said) == len(event.persons):
            for person, (guid, code, url) in zip(event.persons, said, strict=True):
                person.guid, person.code, person.url = guid, code, url
