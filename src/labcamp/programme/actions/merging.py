# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Making one proposal out of two: both names and all wishes stay, each person's counted once."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b

from django.db import transaction

from labcamp.core.access import Audience, Viewer, require
from labcamp.core.actions import Stale
from labcamp.core.record import record
from labcamp.programme import facts
from labcamp.programme.actions.locks import locked_pair
from labcamp.programme.actions.proposals import off_the_draft, tell_givers
from labcamp.programme.models import Giver, Interest, Proposal

WORDS = ("title", "subtitle", "abstract", "description", "minutes", "needs", "links")
MERGEABLE = (Proposal.State.WAITING, Proposal.State.OFFERED, Proposal.State.PARKED)


class CannotMerge(Exception):
    """The two are one, belong to different editions, or one is not among the proposals."""


@dataclass(frozen=True)
class Together:
    """What the one that stays is called, says and needs; the versions of both as they were read."""

    title: str
    abstract: str
    minutes: int
    needs: str
    stays_version: int
    goes_version: int


def needs_of_both(stays: Proposal, goes: Proposal) -> str:
    """What either needs, each thing once, in the order it was written."""
    things = [thing.strip() for one in (stays, goes) for thing in one.needs.split(",")]
    once: dict[str, str] = {}
    for thing in filter(None, things):
        once.setdefault(thing.casefold(), thing)
    return ", ".join(once.values())


@transaction.atomic
def merge(stays: Proposal, goes: Proposal, words: Together, *, by: Viewer) -> Proposal:
    """Let `goes` become a part of `stays`; for hosts and for whoever gives both.

    Its page and number stay and say where it went; its own wishes and names stay with it, so that
    the two can be parted again. The same form again changes nothing. Raises Stale when somebody
    saved either of them meanwhile.
    """
    stays, goes = locked_pair(stays, goes)
    if goes.state == Proposal.State.MERGED and goes.merged_into_id == stays.pk:
        return stays
    require(by, "edit", stays)
    require(by, "edit", goes)
    _refuse_odd_pairs(stays, goes)
    for one, version in ((stays, words.stays_version), (goes, words.goes_version)):
        if one.version != version:
            raise Stale(one)
    before = _words_of(stays)
    stays.title, stays.abstract = words.title, words.abstract
    stays.minutes, stays.needs = words.minutes, words.needs
    _bring_words(stays, goes)
    stays.version += 1
    came = _bring_givers(stays, goes)
    seals = {name: _seal(text) for name, text in _words_of(stays).items()}
    told = {"goes": goes.pk, "was": goes.state, "before": before, "after": seals, "came": came}
    stays.before_merges = [*stays.before_merges, told]
    stays.save()
    _bring_wishes(stays, goes)
    goes.state, goes.merged_into = Proposal.State.MERGED, stays
    goes.version += 1
    goes.save()
    off_the_draft(goes)
    record(facts.PROPOSALS_MERGED, about=goes, by=by, into=stays.pk)
    return stays


@transaction.atomic
def part(goes: Proposal, *, by: Viewer) -> Proposal:
    """Undo a merge: each has its own words, names and wishes again.

    Words and wishes that somebody changed since then are left alone.
    """
    goes = Proposal.objects.get(pk=goes.pk)
    require(by, "plan", goes.edition)
    if goes.merged_into is None:
        return goes
    stays, goes = locked_pair(goes.merged_into, goes)
    if goes.state != Proposal.State.MERGED or goes.merged_into_id != stays.pk:
        return goes
    goes.state = _state_before(stays, goes)
    _give_back_words(stays, goes)
    brought = Interest.objects.filter(proposal=goes.merged_into_id, via=goes)
    brought.filter(was=None).delete()
    for wish in brought:
        wish.strength, wish.was, wish.via = wish.was or Interest.Strength.NOT, None, None
        wish.save(update_fields=["strength", "was", "via"])
    goes.merged_into = None
    goes.version += 1
    goes.save()
    record(facts.PROPOSALS_PARTED, about=goes, by=by)
    return goes


def _refuse_odd_pairs(stays: Proposal, goes: Proposal) -> None:
    standing = stays.state in MERGEABLE and goes.state in MERGEABLE
    if stays.pk == goes.pk or stays.edition_id != goes.edition_id or not standing:
        raise CannotMerge


def _bring_words(stays: Proposal, goes: Proposal) -> None:
    """Nothing anybody wrote is lost: the second title, further text and links of the other too."""
    stays.subtitle = stays.subtitle or goes.subtitle
    texts = [text for text in (stays.description.strip(), goes.description.strip()) if text]
    stays.description = "\n\n".join(texts)
    there = {link["url"] for link in stays.links}
    stays.links = [*stays.links, *(link for link in goes.links if link["url"] not in there)]


def _words_of(proposal: Proposal) -> dict[str, object]:
    return {name: getattr(proposal, name) for name in WORDS}


def _seal(words: object) -> str:
    """Tells whether words are still the same, without keeping what the other one brought."""
    return blake2b(json.dumps(words).encode(), digest_size=12).hexdigest()


def _state_before(stays: Proposal, goes: Proposal) -> str:
    """Where it was when it went: in the queue, on the list or parked."""
    told = next((one for one in stays.before_merges if one["goes"] == goes.pk), None)
    if told is not None and "was" in told:
        return str(told["was"])
    waited = goes.audience == Audience.HOSTS and goes.offered_at is None
    return Proposal.State.WAITING if waited else Proposal.State.OFFERED


def _give_back_words(stays: Proposal, goes: Proposal) -> None:
    """What the one that stayed said before, where nobody has changed it; names leave that came."""
    told = next((one for one in stays.before_merges if one["goes"] == goes.pk), None)
    if told is None:
        return  # merged before words were kept
    for name, words in told["before"].items():
        if _seal(getattr(stays, name)) == told["after"][name]:
            setattr(stays, name, words)
    stays.before_merges = [one for one in stays.before_merges if one["goes"] != goes.pk]
    stays.version += 1
    stays.save()
    if stays.givers.filter(pk__in=told["came"]).delete()[0]:
        tell_givers(stays, stays.givers.values_list("name", flat=True))


def _bring_givers(stays: Proposal, goes: Proposal) -> list[int]:
    """Everybody who gives either, each once; the keys of those who came.

    Who proposed the other without being named there is not named here; the rules let them edit.
    """
    there = list(stays.givers.all())
    known = {_who(giver) for giver in there} | {giver.name.casefold() for giver in there}
    came: list[int] = []
    for giver in goes.givers.all():
        if _who(giver) in known or giver.name.casefold() in known:
            continue
        known |= {_who(giver), giver.name.casefold()}
        giver.pk, giver.proposal, giver.order = None, stays, len(there)
        giver._state.adding = True  # noqa: SLF001 - how Django copies a row
        giver.save()
        there.append(giver)
        came.append(giver.pk)
    tell_givers(stays, [giver.name for giver in there])
    return came


def _who(giver: Giver) -> object:
    return giver.person_id or giver.name.casefold()


def _bring_wishes(stays: Proposal, goes: Proposal) -> None:
    """The stronger wish of each person or code; an answer against the other is not carried over."""
    there = {(w.person_id, w.code_id): w for w in stays.interests.select_for_update()}
    new, stronger = [], []
    for wish in goes.interests.filter(strength__gt=Interest.Strength.NOT):
        mine = there.get((wish.person_id, wish.code_id))
        if mine is None:
            new.append(_copied(wish, stays, goes))
        elif mine.strength < wish.strength:
            mine.was, mine.strength, mine.via = mine.strength, wish.strength, goes
            stronger.append(mine)
    Interest.objects.bulk_create(new)
    _save_all(stronger)


def _copied(wish: Interest, stays: Proposal, goes: Proposal) -> Interest:
    return Interest(
        proposal=stays,
        person_id=wish.person_id,
        code_id=wish.code_id,
        strength=wish.strength,
        at=wish.at,
        via=goes,
    )


def _save_all(wishes: Iterable[Interest]) -> None:
    Interest.objects.bulk_update(wishes, ["strength", "was", "via"])
