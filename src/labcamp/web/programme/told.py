# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Moments, zones, languages and changes in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from labcamp.programme.models import Proposal, Timetable
from labcamp.programme.queries.news import titles_for_all
from labcamp.programme.queries.plan import Entry
from labcamp.series.models import Edition
from labcamp.web.programme.grid import Words


@dataclass(frozen=True, slots=True)
class ToldChange:
    """One line of "what changed": the session as it is seen now, what happened, from where.

    `until` is the new end of one that only lasts longer or shorter.
    """

    number: int
    title: str
    what: str
    before: datetime | None
    room_before: str
    after: datetime | None
    room_after: str
    until: datetime | None


def language_names() -> dict[str, str]:
    """The languages sessions are held in, as far as we have a word for them."""
    return {
        "de": _("German"),
        "en": _("English"),
        "fr": _("French"),
        "it": _("Italian"),
        "nl": _("Dutch"),
        "dgs": _("German Sign Language"),
        "de-easy": _("plain German"),
    }


def words(edition: Edition) -> Words:
    """The names of the kinds in the language of the page."""
    kinds = {key: str(name) for key, name in Proposal.Kind.choices}
    return Words(kinds, edition.language)


def zone_words(moment: datetime, zone: ZoneInfo) -> str:
    """The zone in words with its offset at that moment: "Europe/Berlin (UTC+1)"."""
    local = moment.astimezone(zone)
    minutes = int((local.utcoffset() or local - local).total_seconds() // 60)
    hours, rest = divmod(abs(minutes), 60)
    offset = f"UTC{'+' if minutes >= 0 else '−'}{hours}" + (f":{rest:02d}" if rest else "")
    if zone.key in ("Europe/Berlin", "Europe/Vienna", "Europe/Zurich"):
        summer = bool(local.dst())
        name = _("Central European Summer Time") if summer else _("Central European Time")
        return f"{name} ({offset})"
    return offset if zone.key == "UTC" else f"{zone.key} ({offset})"


def zones_words(first: datetime, last: datetime, zone: ZoneInfo) -> str:
    """The same for a span; both when the clocks change in it."""
    words, later = zone_words(first, zone), zone_words(last, zone)
    if later == words:
        return words
    return _("at first %(first)s, then %(later)s") % {"first": words, "later": later}


def wait_words(span: timedelta) -> str:
    """How long something still is away, in its largest unit: "in 3 days", "in 25 minutes"."""
    minutes = max(1, ceil(span.total_seconds() / 60))
    if minutes < 60:
        return ngettext("in %(n)s minute", "in %(n)s minutes", minutes) % {"n": minutes}
    hours = round(minutes / 60)
    if hours < 36:
        return ngettext("in %(n)s hour", "in %(n)s hours", hours) % {"n": hours}
    days = round(hours / 24)
    return ngettext("in %(n)s day", "in %(n)s days", days) % {"n": days}


def what_words() -> dict[str, str]:
    """What happens to a session between two versions."""
    return {
        "added": _("new in the programme"),
        "moved": _("moved"),
        "lasts": _("ends at another time"),
        "cancelled": pgettext("session", "cancelled"),
        "back": _("takes place after all"),
        "dropped": _("no longer in the programme"),
    }


def counted(what: str, n: int) -> str:
    """To how many sessions that happened, as part of a sentence."""
    words = {
        "added": ngettext("%(n)s new in the programme", "%(n)s new in the programme", n),
        "moved": ngettext("%(n)s moved", "%(n)s moved", n),
        "lasts": ngettext("%(n)s ends at another time", "%(n)s end at another time", n),
        "cancelled": ngettext("%(n)s cancelled", "%(n)s cancelled", n),
        "back": ngettext("%(n)s takes place after all", "%(n)s take place after all", n),
        "dropped": ngettext(
            "%(n)s no longer in the programme", "%(n)s no longer in the programme", n
        ),
    }
    return words[what] % {"n": n}


def changes(timetable: Timetable, entries: list[Entry], zone: ZoneInfo) -> list[ToldChange]:
    """What is different from the version before, for sessions the reader sees."""
    words = what_words()
    seen = {entry.number: entry.title for entry in entries if entry.number}
    told = timetable.report.get("changes", ())
    gone = [change["number"] for change in told if change["what"] == "dropped"]
    if gone:
        seen |= titles_for_all(timetable.edition_id, gone)
    found = []
    for change in told:
        if change["number"] not in seen or change["what"] not in words:
            continue
        before, room_before = _spot(change["before"], zone)
        after, room_after = _spot(change["after"], zone)
        until, _room = (
            _spot([*change["after"][2:], ""], zone) if change["what"] == "lasts" else (None, "")
        )
        title = seen[change["number"]]
        found.append(
            ToldChange(
                change["number"], title, words[change["what"]],
                before, room_before, after, room_after, until,
            )
        )  # fmt: skip
    return found


def _spot(told: list[str] | None, zone: ZoneInfo) -> tuple[datetime | None, str]:
    if not told:
        return None, ""
    return datetime.fromisoformat(told[0]).astimezone(zone).replace(tzinfo=None), told[1]


def rule_words() -> dict[str, str]:
    """The solver's rules in words that complete "no place, because …"."""
    return {
        "unknown": _("it is not in the raster any more"),
        "shape": _("no long enough row of slots"),
        "too_short": _("every slot is too short"),
        "slot_not_allowed": _("it may only be in certain slots"),
        "needs": _("no room has what it needs"),
        "form": _("no room of its form"),
        "blocked": _("the room is not free"),
        "giver_away": _("who gives it cannot come then"),
        "pinned": _("it is pinned elsewhere"),
        "taken": _("the place is taken"),
        "giver_twice": _("somebody gives two sessions at once"),
        "apart": _("two sessions that may not run at the same time"),
        "order": _("sessions would be out of order"),
        "changed": _("it was changed while the solver was at work"),
    }


def here_words(rule: str, other: str = "", whose: str = "") -> str:
    """Which rule a session breaks at one place, with which `other`; `whose`: not the one asked."""
    words = {
        "shape": _("it does not have as many slots in a row there as it needs"),
        "too_short": _("the slot is shorter than the session"),
        "slot_not_allowed": _("it may only be in other slots"),
        "needs": _("the room does not have what it needs"),
        "form": _("the room is not of its form"),
        "blocked": _("the room is not free then"),
        "giver_away": _("who gives it cannot come then"),
        "pinned": _("it is pinned to its place"),
        "taken": _("“%(other)s” stands there too"),
        "giver_twice": _("the same person gives “%(other)s” at that time"),
        "apart": _("it may not run at the same time as “%(other)s”"),
        "order": _("it is not in the right order with “%(other)s”"),
    }
    said = words.get(rule, rule)
    if not other and "%(other)s" in said:
        said = rule_words().get(rule, rule)
    said = said % {"other": other}
    return _("“%(title)s”: %(because)s") % {"title": whose, "because": said} if whose else said


def relief_words() -> dict[str, str]:
    """What would make room, rule by rule, in words that complete "It would fit if …"."""
    return {
        "shape": _("fewer slots were needed"),
        "too_short": _("a slot were longer, or the session shorter"),
        "slot_not_allowed": _("it were allowed in more slots"),
        "needs": _("it did without what it needs"),
        "form": _("it could be on site as well as online"),
        "blocked": _("the room were free"),
        "giver_away": _("whoever gives it could come at other times"),
        "pinned": _("fewer sessions were pinned"),
        "giver_twice": _("somebody else gave it"),
        "apart": _("these sessions could run at the same time"),
        "order": _("the order did not matter"),
    }
