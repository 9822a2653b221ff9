# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""What those who give a session are told when hosts have done something with it."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from labcamp.core.record import Fact
from labcamp.network.letters import address, write
from labcamp.network.models import Person
from labcamp.programme import facts
from labcamp.programme.models import Proposal

WORDS = {
    facts.PROPOSAL_TAKEN.name: _(
        "The hosts of %(edition)s have put your session “%(title)s” on the list of proposals. "
        "Everybody who takes part can now say whether they want to attend it."
    ),
    facts.PROPOSAL_PARKED.name: _(
        "The hosts of %(edition)s have parked your session “%(title)s”. It stays in sight, but "
        "gets no place in the timetable for now."
    ),
    facts.PROPOSAL_SENT_BACK.name: _(
        "The hosts of %(edition)s have sent your session “%(title)s” back to you. It is a draft "
        "again that only those see who give it. They write:"
    ),
    facts.PROPOSALS_MERGED.name: _(
        "Your session “%(title)s” at %(edition)s has been merged with another one: “%(other)s”. "
        "The names and wishes of both are kept."
    ),
    facts.PROPOSALS_PARTED.name: _(
        "Your session “%(title)s” at %(edition)s stands on its own again."
    ),
}


def tell_givers(fact: Fact) -> None:
    """One letter per change to everybody who gives it and has an account, not to who did it."""
    proposal = Proposal.objects.select_related("edition", "merged_into").filter(pk=fact.about_id)
    session = proposal.first()
    if session is None:
        return
    people = givers_but(session, fact.person_id)
    quoted = [session.reply] if fact.kind == facts.PROPOSAL_SENT_BACK.name else []
    write(
        people,
        _("Your session “%(title)s”"),
        [WORDS[fact.kind], *("%(reply)s" for _line in quoted), "%(address)s"],
        kind="proposal",
        key=f"proposal:{fact.pk}",
        edition=str(session.edition),
        title=session.title,
        other=session.merged_into.title if session.merged_into else "",
        reply=session.reply,
        address=address(session.get_absolute_url()),
    )


def tell_of_withdrawal(fact: Fact) -> None:
    """To those who give it and did not withdraw it: by whom of both sides, and what can be done.

    At most once a day for each session, however often it is offered again and withdrawn.

    Only whoever proposed it still reads it, so only they get its address.
    """
    found = Proposal.objects.select_related("edition").filter(pk=fact.about_id)
    session = found.filter(state=Proposal.State.WITHDRAWN).first()
    if session is None or fact.person_id is None:
        return
    theirs = givers_of(session).filter(pk=fact.person_id).exists()
    if theirs and not fact.data.get("seen"):
        return  # words that nobody else has seen
    if theirs:
        what = _("Somebody who gives it with you has withdrawn “%(title)s” from %(edition)s.")
    else:
        what = _("The hosts of %(edition)s have withdrawn your session “%(title)s”.")
    told = {"edition": str(session.edition), "title": session.title}
    subject, key = _("“%(title)s” has been withdrawn"), f"withdrawn:{session.pk}:{fact.at:%Y%m%d}"
    people = givers_but(session, fact.person_id)
    write(
        people.filter(pk=session.by_id or 0),
        subject,
        [
            what,
            _("Nobody but you reads it any more. Here you can offer it again:"),
            "%(address)s",
        ],
        kind="proposal",
        key=key,
        address=address(session.get_absolute_url()),
        **told,
    )
    write(
        people.exclude(pk=session.by_id or 0),
        subject,
        [what, _("Only whoever proposed it still reads it, and can offer it again.")],
        kind="proposal",
        key=key,
        **told,
    )


def givers_but(session: Proposal, person: int | None) -> QuerySet[Person]:
    return givers_of(session).exclude(pk=person or 0).order_by("pk")


def givers_of(session: Proposal) -> QuerySet[Person]:
    """Everybody with an account who gives or proposed it or a part of it."""
    parts = session.merged.filter(state=Proposal.State.MERGED).values("by")
    own = Q(gives__proposal=session) | Q(pk=session.by_id) | Q(pk__in=parts)
    return Person.objects.filter(own, is_active=True).distinct()
