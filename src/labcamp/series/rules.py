# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Who may do what with the series and its editions."""

from django.db.models import Q

from labcamp.core.access import EVERYONE, NOBODY, Viewer, rule
from labcamp.series.models import Edition, HostCall, HostOffer, HostTeam, OfferLab, Series, Takeover

PLANNED = Q(state=Edition.State.PLANNED)
REAL = Q(rehearses=None)


@rule(Series, "add-edition", "read-hints", "keep-template")
def stewards_keep_the_series(viewer: Viewer) -> Q:
    return EVERYONE if viewer.steward or viewer.system else NOBODY


@rule(Series, "give-hint")
def whoever_signed_in_may_know_more(viewer: Viewer) -> Q:
    return EVERYONE if viewer.person is not None else NOBODY


@rule(Edition, "edit")
def hosts_edit_their_own_edition(viewer: Viewer) -> Q:
    """Host rights are granted for one edition and end with its archive; stewards keep the past."""
    if viewer.steward or viewer.system:
        return EVERYONE
    return Q(pk__in=viewer.hosting) & ~Q(state=Edition.State.ARCHIVED)


@rule(Edition, "add-to-team", "offer-task")
def hosts_of_a_real_edition_speak_to_the_series(viewer: Viewer) -> Q:
    """A rehearsal has the team of the edition it rehearses, and passes nothing on."""
    return hosts_edit_their_own_edition(viewer) & REAL


@rule(Edition, "rehearse")
def hosts_rehearse_what_lies_ahead(viewer: Viewer) -> Q:
    """The host team and stewards, as long as the edition is planned; never a rehearsal."""
    return hosts_edit_their_own_edition(viewer) & PLANNED & REAL


@rule(Edition, "play", "throw-away")
def hosts_play_with_their_rehearsal(viewer: Viewer) -> Q:
    """Whoever sees it; the instance itself when its days are over."""
    ours = Q(rehearses__isnull=False)
    return ours if viewer.steward or viewer.system else ours & Q(pk__in=viewer.hosting)


@rule(Edition, "register")
def places_are_taken_while_registration_is_open(viewer: Viewer) -> Q:
    if viewer.person is None:
        return NOBODY
    ahead = Q(first_day__gte=viewer.today) | Q(first_day=None)
    return Q(registration_open=True, state=Edition.State.PLANNED) & ahead


@rule(Edition, "see-places")
def hosts_see_who_comes(viewer: Viewer) -> Q:
    """Names and answers are for the host team while the edition is theirs, for nobody else."""
    return Q(pk__in=viewer.hosting) & ~Q(state=Edition.State.ARCHIVED)


@rule(Series, "open-call")
def stewards_open_calls(viewer: Viewer) -> Q:
    """And the instance itself when hosts have given the baton back."""
    return EVERYONE if viewer.steward or viewer.system else NOBODY


@rule(Edition, "offer-input")
def members_of_labs_offer_inputs(viewer: Viewer) -> Q:
    """While the edition lies ahead."""
    return PLANNED if viewer.labs else NOBODY


@rule(Edition, "write-log")
def hosts_write_the_logbook(viewer: Viewer) -> Q:
    """Also after the archive, as long as they belong to the team or did until lately."""
    if viewer.steward:
        return REAL
    if viewer.person is None:
        return NOBODY
    hosted = HostTeam.objects.filter(person=viewer.person)
    return Q(pk__in=hosted.values("edition"))


@rule(HostCall, "decide", "withdraw")
def stewards_lead_through_a_call(viewer: Viewer) -> Q:
    running = Q(state__in=[HostCall.State.OPEN, HostCall.State.DECIDING, HostCall.State.ACCEPTING])
    return running if viewer.steward or viewer.system else NOBODY


@rule(HostCall, "offer")
def coordinators_offer_to_host(viewer: Viewer) -> Q:
    """As long as the call is open: also after its day, while nobody has been agreed on."""
    return Q(state=HostCall.State.OPEN) if viewer.speaks_for else NOBODY


@rule(HostOffer, "change")
def those_who_speak_for_the_offering_labs_change_it(viewer: Viewer) -> Q:
    """Until it is agreed; while it is before the labs every change asks them again."""
    ahead = Q(state__in=[HostOffer.State.MADE, HostOffer.State.PUT])
    return ahead & _own_offers(viewer)


@rule(HostOffer, "withdraw")
def those_who_speak_for_the_offering_labs_take_it_back(viewer: Viewer) -> Q:
    """Until they have accepted; afterwards hosts give the baton back at the edition."""
    running = [HostOffer.State.MADE, HostOffer.State.PUT, HostOffer.State.AGREED]
    return Q(state__in=running) & _own_offers(viewer)


@rule(OfferLab, "join")
def coordinators_say_whether_their_lab_joins(viewer: Viewer) -> Q:
    if not viewer.speaks_for:
        return NOBODY
    ahead = Q(offer__state__in=[HostOffer.State.MADE, HostOffer.State.PUT])
    return ahead & Q(lab__in=viewer.speaks_for, leads=False)


@rule(OfferLab, "accept")
def coordinators_accept_the_baton(viewer: Viewer) -> Q:
    agreed = Q(offer__state=HostOffer.State.AGREED)
    return agreed & Q(lab__in=viewer.speaks_for) if viewer.speaks_for else NOBODY


@rule(Edition, "ask-hosts")
def the_network_asks_silent_hosts(viewer: Viewer) -> Q:
    """Stewards and those who speak for a lab, while the edition lies ahead."""
    return PLANNED & REAL if viewer.steward or viewer.speaks_for else NOBODY


@rule(Edition, "give-baton-back")
def hosts_give_the_baton_back(viewer: Viewer) -> Q:
    return PLANNED & REAL & Q(pk__in=viewer.hosting) if viewer.hosting else NOBODY


@rule(Takeover, "answer")
def hosts_say_that_they_still_carry_it(viewer: Viewer) -> Q:
    return Q(edition__in=viewer.hosting, freed_at=None)


def _own_offers(viewer: Viewer) -> Q:
    if viewer.system:
        return EVERYONE
    if not viewer.speaks_for:
        return NOBODY
    own = OfferLab.objects.filter(lab__in=viewer.speaks_for).exclude(joined_at=None)
    return Q(pk__in=own.values("offer"))
