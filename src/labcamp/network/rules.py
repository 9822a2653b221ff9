# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Who may do what with labs."""

from datetime import timedelta
from typing import Any

from django.db.models import Q, QuerySet

from labcamp.core.access import EVERYONE, NOBODY, Viewer, rule
from labcamp.core.files.models import Upload
from labcamp.core.instance.models import Instance
from labcamp.network.models import ConsentRound, Lab, Membership, Person, RoundLab, Steward

ADMITTED = Q(state=Lab.State.ADMITTED)
PROPOSED = Q(state=Lab.State.PROPOSED)


def belonging(viewer: Viewer) -> Q:
    """Labs the viewer has a running role in, admitted or not."""
    running = Membership.objects.filter(person=viewer.person, until=None)
    return Q(pk__in=running.values("lab"))


@rule(Instance, "propose-lab")
def whoever_signed_in_proposes_a_lab(viewer: Viewer) -> Q:
    return NOBODY if viewer.person is None else EVERYONE


@rule(Lab, "edit")
def those_who_speak_for_a_lab_edit_it(viewer: Viewer) -> Q:
    """Its coordinators; while it is only proposed, whoever proposed it; stewards."""
    if viewer.steward:
        return ~Q(state=Lab.State.DECLINED)
    if viewer.person is None:
        return NOBODY
    return Q(pk__in=viewer.speaks_for) | (PROPOSED & Q(proposed_by=viewer.person))


@rule(Lab, "change-status", "confirm")
def those_who_speak_for_an_admitted_lab_say_how_it_is(viewer: Viewer) -> Q:
    return ADMITTED if viewer.steward else ADMITTED & Q(pk__in=viewer.speaks_for)


@rule(Lab, "ask-whether-still-right")
def the_yearly_check_asks(viewer: Viewer) -> Q:
    return ADMITTED if viewer.system == "yearly check" else NOBODY


@rule(Lab, "choose-audience")
def only_the_lab_itself_widens_or_narrows_its_profile(viewer: Viewer) -> Q:
    """Not even stewards show to everyone what a lab wants seen by the network only."""
    if viewer.person is None:
        return NOBODY
    return (ADMITTED & Q(pk__in=viewer.speaks_for)) | (PROPOSED & Q(proposed_by=viewer.person))


@rule(Lab, "vouch")
def coordinators_of_other_member_labs_vouch(viewer: Viewer) -> Q:
    """Nobody vouches for the own proposal."""
    if viewer.person is None or not viewer.speaks_for:
        return NOBODY
    return PROPOSED & ~Q(proposed_by=viewer.person)


@rule(Lab, "admit", "decline")
def stewards_decide_about_proposals(viewer: Viewer) -> Q:
    return PROPOSED if viewer.steward else NOBODY


@rule(Lab, "join")
def whoever_signed_in_asks_to_join(viewer: Viewer) -> Q:
    if viewer.person is None:
        return NOBODY
    return ~Q(state=Lab.State.DECLINED) & ~belonging(viewer)


@rule(Lab, "leave")
def whoever_belongs_may_leave(viewer: Viewer) -> Q:
    return NOBODY if viewer.person is None else belonging(viewer)


@rule(Lab, "see-members")
def the_network_knows_who_belongs_to_a_lab(viewer: Viewer) -> Q:
    if viewer.member:
        return EVERYONE
    return NOBODY if viewer.person is None else belonging(viewer)


@rule(Lab, "manage-members")
def coordinators_keep_the_list_of_members(viewer: Viewer) -> Q:
    """Stewards too, so that a lab without coordinators is not lost."""
    if viewer.steward:
        return ~Q(state=Lab.State.DECLINED)
    if viewer.person is None:
        return NOBODY
    return Q(pk__in=viewer.speaks_for) | (PROPOSED & Q(proposed_by=viewer.person))


@rule(Person, "make-steward")
def the_keeper_appoints_the_first_stewards(viewer: Viewer) -> Q:
    """Afterwards the network decides; the keeper's way in stays open, and is always on record."""
    return EVERYONE if viewer.system in ("keeper", "stewards") else NOBODY


AFTER_A_TERM = timedelta(days=30)  # an earlier steward still ticks off the own handover


@rule(Steward, "edit")
def stewards_keep_the_handover_of_a_term(viewer: Viewer) -> Q:
    """Present stewards, and for a while whose term it was."""
    if viewer.steward or viewer.system == "stewards":
        return EVERYONE
    if viewer.person is None:
        return NOBODY
    lately = Q(until=None) | Q(until__gt=viewer.now - AFTER_A_TERM)
    return lately & Q(person=viewer.person)


@rule(Instance, "nominate")
def the_network_nominates_stewards(viewer: Viewer) -> Q:
    return EVERYONE if viewer.steward or viewer.speaks_for else NOBODY


@rule(Instance, "see-stewards")
def the_network_knows_its_stewards(viewer: Viewer) -> Q:
    return EVERYONE if viewer.member else NOBODY


@rule(Instance, "open-round")
def stewards_put_questions_to_the_labs(viewer: Viewer) -> Q:
    """And the instance itself, when the network's own rules say that it is time."""
    return EVERYONE if viewer.steward or viewer.system else NOBODY


@rule(ConsentRound, "change-text")
def whose_matter_it_is_changes_the_text(viewer: Viewer) -> Q:
    """Those who speak for a proposing lab, and stewards, while the round is open."""
    running = Q(state=ConsentRound.State.OPEN)
    if viewer.steward or viewer.system:
        return running
    if not viewer.speaks_for:
        return NOBODY
    own = RoundLab.objects.filter(lab__in=viewer.speaks_for, proposes=True)
    return running & Q(pk__in=own.values("round"))


@rule(ConsentRound, "see-voices")
def the_network_reads_voices_and_reasons(viewer: Viewer) -> Q:
    return EVERYONE if viewer.member else NOBODY


@rule(RoundLab, "speak")
def coordinators_and_whom_they_sent_speak_for_a_lab(viewer: Viewer) -> Q:
    """Until the round closes."""
    if viewer.person is None:
        return NOBODY
    running = Q(round__state=ConsentRound.State.OPEN, round__closes_at__gt=viewer.now)
    sent = Q(delegate=viewer.person, lab__in=viewer.labs)
    return running & (Q(lab__in=viewer.speaks_for) | sent)


@rule(RoundLab, "delegate")
def coordinators_send_a_colleague(viewer: Viewer) -> Q:
    running = Q(round__state=ConsentRound.State.OPEN, round__closes_at__gt=viewer.now)
    return running & Q(lab__in=viewer.speaks_for) if viewer.speaks_for else NOBODY


@Upload.held_by
def readers_of_a_lab_see_its_logo(viewer: Viewer) -> QuerySet[Any, Any]:
    return Lab.objects.visible_to(viewer).exclude(logo=None).values("logo")
