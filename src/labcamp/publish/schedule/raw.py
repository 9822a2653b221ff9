# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a dialect's reader hands over: words as they stood in the file, and where they stood."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from labcamp.publish.schedule.errors import ScheduleError
from labcamp.publish.schedule.model import Kept
from labcamp.publish.schedule.text import legal

# Which language of a text given in several is taken first.
_PREFERRED = ("de", "en")


@dataclass(slots=True)
class RawPerson:
    where: str
    name: str
    guid: str = ""
    code: str = ""
    number: str = ""
    url: str = ""


@dataclass(slots=True)
class RawLink:
    where: str
    url: str
    title: str = ""


@dataclass(slots=True)
class RawRoom:
    name: str
    guid: str = ""
    capacity: str = ""
    description: str = ""


@dataclass(slots=True)
class RawEvent:
    """`words` holds the plain texts under the names of `Event`'s fields."""

    where: str
    line: int = 0
    id: str = ""
    guid: str = ""
    date: str = ""
    start: str = ""
    end: str = ""
    day: str = ""
    duration: str = ""
    room: str = ""
    room_said: str = ""
    words: dict[str, str] = field(default_factory=dict)
    persons: list[RawPerson] = field(default_factory=list)
    links: list[RawLink] = field(default_factory=list)
    attachments: list[RawLink] = field(default_factory=list)
    do_not_record: bool = False


@dataclass(slots=True)
class RawDay:
    where: str
    date: str
    line: int = 0


@dataclass(slots=True)
class RawSchedule:
    dialect: str
    acronym: str = ""
    title: str = ""
    version: str = ""
    zone: str = ""
    start: str = ""
    end: str = ""
    base_url: str = ""
    slot: str = ""
    conference: str = ""
    rooms: list[RawRoom] = field(default_factory=list)
    days: list[RawDay] = field(default_factory=list)
    events: list[RawEvent] = field(default_factory=list)
    kept: list[Kept] = field(default_factory=list)


def yes(value: str) -> bool:
    """Whether a flag written as text is set."""
    return value.strip().lower() in {"true", "1", "yes"}


def one_language(value: object) -> str | None:
    """The text itself, or one of a text given per language; None when it is neither."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str | int | float):
        return str(value)
    if isinstance(value, dict) and all(isinstance(text, str) for text in value.values()):
        found = [value[key] for key in _PREFERRED if value.get(key)]
        return next(iter([*found, *filter(None, value.values())]), "")
    return None


class Fields:
    """A JSON object being emptied field by field; what nobody took is kept aside."""

    def __init__(self, value: object, where: str, kept: list[Kept]) -> None:
        if not isinstance(value, dict):
            raise ScheduleError("wrong-shape", where, "an object {…}")
        self.where = where
        self._left: dict[str, object] = dict(value)
        self._kept = kept

    def path(self, key: str) -> str:
        return f"{self.where}.{key}" if key.isidentifier() else f"{self.where}[{key!r}]"

    def take(self, key: str) -> object:
        """The raw value, None when absent."""
        return self._left.pop(key, None)

    def text(self, *keys: str) -> str:
        """The first text found under `keys`; something that is no text is kept aside."""
        for key in keys:
            value = one_language(self._left.get(key))
            if value:
                del self._left[key]
                return value
        for key in keys:
            if one_language(self._left.get(key)) == "":
                self._left.pop(key, None)
        return ""

    def entries(self, key: str) -> Iterable[tuple[str, object]]:
        """Path and value of each entry of a list; absent and null are empty."""
        value = self._left.pop(key, None)
        if value is None:
            return []
        if not isinstance(value, list):
            raise ScheduleError("wrong-shape", self.path(key), "a list […]")
        return [(f"{self.path(key)}[{index}]", entry) for index, entry in enumerate(value)]

    def members(self, key: str) -> Iterable[tuple[str, str, object]]:
        """Name, path and value of each member of an object; absent and null are empty."""
        value = self._left.pop(key, None)
        if value is None:
            return []
        if not isinstance(value, dict):
            raise ScheduleError("wrong-shape", self.path(key), "an object {…}")
        return [(name, f"{self.path(key)}[{name!r}]", entry) for name, entry in value.items()]

    def drop(self, *keys: str) -> None:
        """Leave out what can be worked out from the rest."""
        for key in keys:
            self._left.pop(key, None)

    def done(self) -> None:
        """Keep aside whatever is left and says something."""
        for key, value in self._left.items():
            keep(self._kept, self.path(key), value)


def keep(kept: list[Kept], path: str, value: object) -> None:
    """Note a field we have no place for, unless it is empty."""
    if value not in (None, "", False, [], {}):
        kept.append(Kept(path, legal(value) if isinstance(value, str) else value))


def links_from(fields: Fields, key: str, kept: list[Kept]) -> list[RawLink]:
    """Links written as texts or as objects with `url`/`href`/`resource` and a title."""
    found = []
    for where, entry in fields.entries(key):
        if isinstance(entry, str):
            found.append(RawLink(where, entry))
        elif isinstance(entry, Mapping):
            link = Fields(entry, where, kept)
            url = link.text("url", "href", "resource")
            found.append(RawLink(where, url, link.text("title", "description", "name")))
            link.done()
        else:
            keep(kept, where, entry)
    return found
