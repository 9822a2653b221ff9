# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Offering, changing and withdrawing sessions; marking interest."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Max

from labcamp.core.access import Audience, Viewer, may, require
from labcamp.core.actions import Stale
from labcamp.core.record import Kind, record
from labcamp.network.models import Person
from labcamp.programme import facts
from labcamp.programme.actions.locks import held_for_a_mark, locked_edition, locked_proposal
from labcamp.programme.models import Giver, Interest, Placement, Planning, Proposal, Timetable
from labcamp.programme.names import only_alike, rewritten
from labcamp.series.models import Edition, Registration

TOLD_LENGTH = 500


@dataclass(frozen=True)
class Offer:
    """What a person says about the session they offer; `givers` are (name, e-mail or "")."""

    title: str
    kind: str = Proposal.Kind.DISCUSSION
    abstract: str = ""
    language: str = ""
    minutes: int = 45
    needs: str = ""
    form: str = ""
    givers: tuple[tuple[str, str], ...] = ()


@transaction.atomic
def propose(
    edition: Edition, offer: Offer, *, token: UUID, by: Viewer, draft: bool = False
) -> Proposal:
    """Offer a session, or keep it as a draft that only those who give it see.

    The same token again is the same session, so a double click counts once; what was corrected in
    the form meanwhile is saved. Raises Stale when the session is no longer as that form made it.
    """
    edition = locked_edition(edition.pk)
    known = Proposal.objects.filter(edition=edition, guid=str(token), by=by.person).first()
    if known is not None:
        return _sent_again(known, offer, by=by, draft=draft)
    require(by, "propose", edition)
    taken = Proposal.objects.filter(edition=edition, guid=str(token)).exists()
    proposal = Proposal(
        edition=edition,
        guid=str(uuid4() if taken else token),
        number=_unseen_number(edition),
        state=Proposal.State.DRAFT,
        audience=Audience.AUTHOR,
        by_id=by.person,
        at=by.now,
        **_columns(offer),
    )
    if not draft:
        _bring_in(proposal, by)
    if proposal.state == Proposal.State.OFFERED:
        proposal.number = next_number(edition)
    proposal.save()
    name_givers(proposal, offer.givers)
    record(_came(proposal), about=proposal, by=by)
    return proposal


def _sent_again(known: Proposal, offer: Offer, *, by: Viewer, draft: bool) -> Proposal:
    """The form once more, from the page before: as it is, or with corrections."""
    if known.version > 1:
        if not _says(known, offer):
            raise Stale(known)
        return known
    if not _says(known, offer) or any(mail for _name, mail in offer.givers):
        known = edit(known, offer, version=1, by=by)
    return known if draft else hand_in(known, by=by)


def _says(known: Proposal, offer: Offer) -> bool:
    """Whether it stands there already, word for word; addresses are not kept, so not compared."""
    names, columns = [name.strip() for name, _mail in offer.givers], _columns(offer)
    names = list(dict.fromkeys(filter(None, names))) or [str(known.by)]
    said = {name: getattr(known, name) for name in columns}
    return said == columns and names == [giver.name for giver in known.givers.all()]


@transaction.atomic
def hand_in(proposal: Proposal, *, by: Viewer) -> Proposal:
    """Take a draft to the list, or to the hosts' queue where hosts have set one up."""
    proposal = locked_proposal(proposal)
    require(by, "edit", proposal)
    if proposal.state != Proposal.State.DRAFT:
        return proposal
    require(by, "propose", proposal.edition)
    proposal.reply = ""
    _bring_in(proposal, by)
    save_state(proposal)
    record(_came(proposal), about=proposal, by=by)
    return proposal


@transaction.atomic
def edit(proposal: Proposal, offer: Offer, *, version: int, by: Viewer) -> Proposal:
    """Save the proposal; raises Stale when somebody saved since `version` was read.

    The very same words once more are a form that was sent twice.
    """
    proposal = locked_proposal(proposal)
    require(by, "edit", proposal)
    if proposal.version != version:
        if _says(proposal, offer):
            return proposal
        raise Stale(proposal)
    for key, value in _columns(offer).items():
        setattr(proposal, key, value)
    proposal.version += 1
    proposal.save()
    name_givers(proposal, offer.givers)
    record(facts.PROPOSAL_CHANGED, about=proposal, by=by)
    return proposal


@transaction.atomic
def withdraw(proposal: Proposal, *, by: Viewer) -> Proposal:
    """Take the words back: nobody else reads them any more, on no page and in no file.

    What hosts had parked comes back as a new one would, so it does not get past them.
    """
    proposal = locked_proposal(proposal)
    require(by, "withdraw", proposal)
    if proposal.state != Proposal.State.WITHDRAWN:
        seen = proposal.offered_at is not None
        if proposal.state == Proposal.State.PARKED:
            proposal.offered_at = None
        proposal.state = Proposal.State.WITHDRAWN
        proposal.audience = Audience.AUTHOR
        save_state(proposal)
        off_the_draft(proposal)
        record(facts.PROPOSAL_WITHDRAWN, about=proposal, by=by, seen=seen)
    return proposal


@transaction.atomic
def offer_again(proposal: Proposal, *, by: Viewer) -> Proposal:
    """Bring a withdrawn proposal back, as a new one would come in.

    What had been merged into another goes back to being that. Where no more proposals are taken,
    only what had been on the list comes back.
    """
    proposal = locked_proposal(proposal)
    require(by, "edit", proposal)
    if proposal.state == Proposal.State.WITHDRAWN:
        if proposal.merged_into_id:
            proposal.state = Proposal.State.MERGED
            unseen = proposal.offered_at is None and proposal.told_number is None
            proposal.audience = Audience.HOSTS if unseen else proposal.edition.audience
        else:
            if proposal.offered_at is None:
                require(by, "propose", proposal.edition)
            _bring_in(proposal, by)
        save_state(proposal)
        record(facts.PROPOSAL_OFFERED_AGAIN, about=proposal, by=by)
    return proposal


@transaction.atomic
def mark_interest(proposal: Proposal, *, strength: int | None, by: Viewer) -> None:
    """Say how much the person wants the session; None takes the mark back.

    "Not for me" is an answer as well: it says that the person has seen the session. One person
    counts once. The rule is asked on the row as it is now, so a vote that has closed meanwhile is
    refused.
    """
    proposal = held_for_a_mark(proposal)
    require(by, "mark", proposal)
    keep_mark(proposal, strength, by, person_id=by.somebody)


def keep_mark(proposal: Proposal, strength: int | None, by: Viewer, **whose: int) -> None:
    """Write the mark of a person or a code down; the same once more changes nothing."""
    mine = Interest.objects.filter(proposal=proposal, **whose)
    if strength is None:
        if mine.delete()[0]:
            record(facts.INTEREST_TAKEN_BACK, about=proposal, by=by)
        return
    if mine.filter(strength=strength, via=None).exists():
        return
    wish = Interest(proposal=proposal, strength=Interest.Strength(strength), at=by.now, **whose)
    Interest.objects.bulk_create(
        [wish],
        update_conflicts=True,
        unique_fields=["proposal", *(name.removesuffix("_id") for name in whose)],
        update_fields=["strength", "at", "via", "was"],
    )
    record(facts.INTEREST_MARKED, about=proposal, by=by)


def _bring_in(proposal: Proposal, by: Viewer) -> None:
    """Where a proposal goes that is handed in. What hosts bring themselves does not queue."""
    edition = proposal.edition
    queued = Planning.objects.filter(edition=edition, flow=Planning.Flow.QUEUE).exists()
    if queued and proposal.offered_at is None and not may(by, "plan", edition):
        proposal.state, proposal.audience = Proposal.State.WAITING, Audience.HOSTS
    else:
        show(proposal, by)


def show(proposal: Proposal, by: Viewer) -> None:
    """Put it on the list of proposals; the caller saves it."""
    proposal.state = Proposal.State.OFFERED
    proposal.audience = proposal.edition.audience
    proposal.offered_at = proposal.offered_at or by.now


def _came(proposal: Proposal) -> Kind:
    return {
        str(Proposal.State.DRAFT): facts.PROPOSAL_DRAFTED,
        str(Proposal.State.WAITING): facts.PROPOSAL_HANDED_IN,
    }.get(str(proposal.state), facts.PROPOSED)


def save_state(proposal: Proposal) -> None:
    """Save where it is now; once people see it, it gets a number that people can say.

    Before that its number is drawn, so that no gap among the numbers tells of hidden proposals;
    the address it had leads on to the new one. The caller holds the edition's row.
    """
    seen = proposal.state in (Proposal.State.OFFERED, Proposal.State.PARKED)
    if seen and proposal.number >= Proposal.UNSEEN_FROM:
        proposal.earlier, proposal.number = proposal.number, next_number(proposal.edition)
    proposal.version += 1
    proposal.save(
        update_fields=["state", "audience", "version", "offered_at", "reply", "number", "earlier"]
    )


def off_the_draft(proposal: Proposal) -> None:
    """Take it out of the timetable that is being made; published ones stay as they are."""
    drafts = Timetable.State.DRAFT
    Placement.objects.filter(proposal=proposal, timetable__state=drafts).delete()


def next_number(edition: Edition) -> int:
    """The next number people can say; the caller holds the edition's row."""
    said = Proposal.objects.filter(edition=edition, number__lt=Proposal.UNSEEN_FROM)
    return (said.aggregate(last=Max("number"))["last"] or 0) + 1


def _unseen_number(edition: Edition) -> int:
    """A number that tells nothing; the caller holds the edition's row."""
    while True:
        number = Proposal.UNSEEN_FROM + secrets.randbelow(Proposal.UNSEEN_FROM)
        if not Proposal.objects.filter(edition=edition, number=number).exists():
            return number


def name_givers(proposal: Proposal, givers: Iterable[tuple[str, str]]) -> None:
    """Write down who gives it, in this order; the proposer when nobody is named.

    An address links the account of somebody who takes part; it is never kept or shown, and
    nobody learns from the answer whether it was known. The proposer's own name means them, and a
    name that is only written differently keeps its account: "Dr. Kim Muster" is Kim Muster.
    """
    named = list(dict.fromkeys((name.strip(), mail.strip().lower()) for name, mail in givers))
    rows = [
        Giver(proposal=proposal, name=name, person=_participant(proposal, mail), order=order)
        for order, (name, mail) in enumerate(named)
        if name
    ]
    _keep_accounts(proposal, rows)
    if not rows and proposal.by is not None:
        rows = [Giver(proposal=proposal, name=str(proposal.by), person=proposal.by)]
    proposal.givers.all().delete()
    Giver.objects.bulk_create(rows)
    tell_givers(proposal, [row.name for row in rows])


def _keep_accounts(proposal: Proposal, rows: list[Giver]) -> None:
    """What was known of those who are named again; the proposer is found by their name."""
    before = {giver.name: giver for giver in proposal.givers.all()}
    written = rewritten(before, [row.name for row in rows])
    for row in rows:
        old = before.get(written.get(row.name, row.name))
        if old is not None:
            row.person_id = row.person_id or old.person_id
            row.lab_id, row.guid, row.set_aside = old.lab_id, old.guid, old.set_aside
    if proposal.by is None or any(row.person_id == proposal.by_id for row in rows):
        return
    free = {row.name: row for row in rows if not row.person_id}
    own = only_alike(str(proposal.by), free)
    if own is not None:
        free[own].person = proposal.by


def tell_givers(proposal: Proposal, names: Iterable[str]) -> None:
    """Keep the names in one line on the proposal, where lists read them without a join."""
    told = ", ".join(names)
    if len(told) > TOLD_LENGTH:
        told = told[: TOLD_LENGTH - 2].rpartition(",")[0] + " …"
    if told != proposal.givers_told:
        proposal.givers_told = told
        proposal.save(update_fields=["givers_told"])


def _participant(proposal: Proposal, mail: str) -> Person | None:
    if not mail:
        return None
    coming = Registration.objects.filter(
        edition=proposal.edition, state=Registration.State.HELD, person__email=mail
    )
    registration = coming.select_related("person").first()
    return registration.person if registration else None


def _columns(offer: Offer) -> dict[str, object]:
    columns = asdict(offer)
    del columns["givers"]
    return columns
