# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the network writes to people, in the language they chose."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.functional import Promise

from labcamp.core.instance import current
from labcamp.core.mail.post import post
from labcamp.network.models import Lab, Membership, Person, RoundLab, Steward


def address(path: str) -> str:
    return f"{settings.ORIGIN}{path}"


def write(
    people: Iterable[Person],
    subject: Promise,
    paragraphs: Iterable[Promise | str],
    *,
    kind: str,
    key: str,
    calendar: str = "",
    reply_to: str = "",
    **words: object,
) -> int:
    """One letter to each person, in their language; a key writes to nobody twice. How many went."""
    written = 0
    paragraphs = list(paragraphs)
    for person in people:
        with translation.override(person.language):
            filled = [str(p) % words if words else str(p) for p in paragraphs]
            signed = "\n\n".join([*filled, f"-- \n{current.instance().name}\n{address('/')}\n"])
            letter = post(
                person.email,
                f"[{current.instance().name}] {str(subject) % words}",
                signed,
                kind=kind,
                key=f"{key}:{person.pk}",
                language=person.language,
                calendar=calendar,
                headers={"Reply-To": reply_to} if reply_to else {},
            )
        written += letter is not None
    return written


def coordinators(lab: Lab) -> list[Person]:
    running = Membership.objects.filter(lab=lab, role=Membership.Role.COORDINATOR, until=None)
    return [m.person for m in running.select_related("person").filter(person__is_active=True)]


def stewards() -> list[Person]:
    running = Q(until=None) | Q(until__gt=timezone.now())
    terms = Steward.objects.filter(running).select_related("person").order_by("pk")
    found = {term.person_id: term.person for term in terms if term.person.is_active}
    return list(found.values())


def speakers(parts: Iterable[RoundLab]) -> list[Person]:
    """Everybody who may speak for these labs in their round, each once."""
    parts = list(parts)
    running = Membership.objects.filter(lab__in=[part.lab_id for part in parts], until=None)
    sent = {(part.lab_id, part.delegate_id) for part in parts if part.delegate_id}
    found = {
        one.person_id: one.person
        for one in running.select_related("person").order_by("person")
        if one.person.is_active
        and (one.role == Membership.Role.COORDINATOR or (one.lab_id, one.person_id) in sent)
    }
    return list(found.values())


def coordinators_of_members() -> list[Person]:
    """Everybody who may vouch."""
    speaking = Q(
        memberships__role=Membership.Role.COORDINATOR,
        memberships__until=None,
        memberships__lab__state=Lab.State.ADMITTED,
    )
    return list(Person.objects.filter(speaking, is_active=True).distinct().order_by("pk"))
