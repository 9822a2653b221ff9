# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Who may do what with a lab: the whole table."""

import pytest
from tests.builders.network import (
    a_coordinator,
    a_lab,
    a_member,
    a_person,
    a_proposal,
    a_steward,
)

from labcamp.core.access import guest, may, system
from labcamp.core.instance.models import Instance
from labcamp.network.queries.lab import ACTS
from labcamp.series.queries import viewer_for

pytestmark = pytest.mark.django_db

OUTSIDE = {"join"}
ADMITTED = {
    "guest": set(),
    "stranger": OUTSIDE,
    "other coordinator": OUTSIDE | {"see-members"},
    "member": {"leave", "see-members"},
    "coordinator": {
        *("edit", "change-status", "confirm", "choose-audience"),
        *("leave", "see-members", "manage-members"),
    },
    "steward": OUTSIDE | {"edit", "change-status", "confirm", "see-members", "manage-members"},
}
PROPOSED = {
    "guest": set(),
    "stranger": OUTSIDE,
    "other coordinator": OUTSIDE | {"see-members", "vouch"},
    "proposer": {"edit", "choose-audience", "leave", "see-members", "manage-members"},
    "steward": OUTSIDE | {"edit", "see-members", "manage-members", "admit", "decline"},
}


def allowed(viewer, lab):
    return {act for act in ACTS if may(viewer, act, lab)}


@pytest.fixture
def people():
    return {
        "guest": guest(),
        "stranger": viewer_for(a_person()),
        "other coordinator": viewer_for(a_coordinator()),
        "steward": viewer_for(a_steward()),
    }


def test_what_may_be_done_to_an_admitted_lab(people):
    proposer = a_person()
    lab = a_lab(by=proposer)
    people["coordinator"] = viewer_for(proposer)
    people["member"] = viewer_for(a_member(lab))
    assert {who: allowed(viewer, lab) for who, viewer in people.items()} == ADMITTED


def test_what_may_be_done_to_a_proposed_lab(people):
    proposer = a_person()
    lab = a_proposal(by=proposer)
    people["proposer"] = viewer_for(proposer)
    assert {who: allowed(viewer, lab) for who, viewer in people.items()} == PROPOSED


def test_whoever_signed_in_may_propose_a_lab():
    instance = Instance.objects.create()
    assert may(viewer_for(a_person()), "propose-lab", instance)
    assert not may(guest(), "propose-lab", instance)


def test_only_the_yearly_check_asks_whether_a_profile_is_still_right():
    lab = a_lab()
    assert may(system("yearly check"), "ask-whether-still-right", lab)
    assert not may(system("retention"), "ask-whether-still-right", lab)
    assert not may(viewer_for(a_steward()), "ask-whether-still-right", lab)


def test_rights_end_with_the_role():
    proposer = a_person()
    lab = a_lab(by=proposer)
    before = viewer_for(proposer)
    lab.memberships.update(until=before.now)
    assert "edit" not in allowed(viewer_for(proposer), lab)
