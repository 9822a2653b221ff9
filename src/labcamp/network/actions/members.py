# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Who belongs to a lab, as what, from when to when."""

from __future__ import annotations

from django.db import transaction

from labcamp.core.access import Refused, Viewer, require
from labcamp.core.record import record
from labcamp.network import facts
from labcamp.network.actions.labs import acting
from labcamp.network.models import JoinRequest, Lab, Membership, Person

MEMBER, COORDINATOR = Membership.Role.MEMBER, Membership.Role.COORDINATOR


class NotAMember(Exception):
    """The person does not belong to the lab (any more)."""


@transaction.atomic
def ask_to_join(lab: Lab, *, text: str, by: Viewer) -> JoinRequest:
    """Ask the lab's coordinators; asked twice it is one request."""
    lab = _locked(lab)
    require(by, "join", lab)
    asked, new = JoinRequest.objects.get_or_create(
        lab=lab, person_id=acting(by), outcome="", defaults={"text": text, "at": by.now}
    )
    if new:
        record(facts.JOIN_ASKED, about=lab, by=by, request=asked.pk)
    return asked


@transaction.atomic
def withdraw(lab: Lab, *, by: Viewer) -> None:
    """Take the own open request back."""
    lab = _locked(lab)
    for asked in lab.join_requests.filter(outcome="", person=by.person):
        _decide(asked, JoinRequest.Outcome.WITHDRAWN, by)
        record(facts.JOIN_WITHDRAWN, about=lab, by=by, request=asked.pk)


@transaction.atomic
def accept(asked: JoinRequest, *, role: str, by: Viewer) -> JoinRequest:
    """Let the person in; a request that is decided already stays as it is."""
    lab = _locked(asked.lab)
    require(by, "manage-members", lab)
    asked = JoinRequest.objects.select_for_update().get(pk=asked.pk)
    if not asked.outcome:
        _decide(asked, JoinRequest.Outcome.ACCEPTED, by)
        Membership.objects.get_or_create(
            lab=lab,
            person_id=asked.person_id,
            until=None,
            defaults={"role": role, "since": by.now},
        )
        record(facts.JOIN_ACCEPTED, about=lab, by=by, request=asked.pk, role=role)
    return asked


@transaction.atomic
def turn_down(asked: JoinRequest, *, by: Viewer) -> JoinRequest:
    lab = _locked(asked.lab)
    require(by, "manage-members", lab)
    asked = JoinRequest.objects.select_for_update().get(pk=asked.pk)
    if not asked.outcome:
        _decide(asked, JoinRequest.Outcome.TURNED_DOWN, by)
        record(facts.JOIN_TURNED_DOWN, about=lab, by=by, request=asked.pk)
    return asked


@transaction.atomic
def give_role(lab: Lab, person: Person, *, role: str, by: Viewer) -> Membership:
    """Change a member's role from now on; the earlier one ends and stays on record.

    Raises NotAMember. Making the last coordinator a plain member is told to the stewards.
    """
    lab = _locked(lab)
    require(by, "manage-members", lab)
    running = lab.memberships.filter(person=person, until=None).first()
    if running is None:
        raise NotAMember
    if running.role == role:
        return running
    _end(running, by)
    changed = Membership.objects.create(lab=lab, person=person, role=role, since=by.now)
    record(facts.ROLE_CHANGED, about=lab, by=by, person=person.pk, role=role)
    _tell_if_orphaned(lab, running, by)
    return changed


@transaction.atomic
def hand_over(lab: Lab, person: Person, *, by: Viewer) -> None:
    """The person coordinates the lab from now on; whoever hands over stays as a member."""
    give_role(lab, person, role=COORDINATOR, by=by)
    mine = Person.objects.filter(pk=acting(by)).first()
    if mine and mine != person and lab.memberships.filter(person=mine, until=None).exists():
        give_role(lab, mine, role=MEMBER, by=by)


@transaction.atomic
def leave(lab: Lab, *, by: Viewer) -> None:
    """End the own role; once left, leaving again changes nothing."""
    lab = _locked(lab)
    running = lab.memberships.filter(person=by.person, until=None).first()
    if running is not None:
        _end(running, by)
        record(facts.MEMBER_LEFT, about=lab, by=by, person=by.person)
        _tell_if_orphaned(lab, running, by)


@transaction.atomic
def remove(lab: Lab, person: Person, *, by: Viewer) -> None:
    """End somebody else's role."""
    lab = _locked(lab)
    require(by, "manage-members", lab)
    running = lab.memberships.filter(person=person, until=None).first()
    if running is not None:
        _end(running, by)
        record(facts.MEMBER_LEFT, about=lab, by=by, person=person.pk)
        _tell_if_orphaned(lab, running, by)


def _locked(lab: Lab) -> Lab:
    locked = Lab.objects.select_for_update().get(pk=lab.pk)
    if locked.state == Lab.State.DECLINED:
        raise Refused("join")
    return locked


def _end(running: Membership, by: Viewer) -> None:
    running.until = max(by.now, running.since)
    running.save(update_fields=["until"])


def _decide(asked: JoinRequest, outcome: str, by: Viewer) -> None:
    asked.outcome, asked.decided_at, asked.decided_by_id = outcome, by.now, by.person
    asked.save(update_fields=["outcome", "decided_at", "decided_by"])


def _tell_if_orphaned(lab: Lab, ended: Membership, by: Viewer) -> None:
    if ended.role != COORDINATOR:
        return
    if not lab.memberships.filter(role=COORDINATOR, until=None).exists():
        record(facts.LAST_COORDINATOR_LEFT, about=lab, by=by)
