# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Who may do what with the series and its editions."""

from django.db.models import Q

from labcamp.core.access import EVERYONE, NOBODY, Viewer, rule
from labcamp.series.models import Edition, Series


@rule(Series, "add-edition", "read-hints")
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


@rule(Edition, "register")
def places_are_taken_while_registration_is_open(viewer: Viewer) -> Q:
    if viewer.person is None:
        return NOBODY
    ahead = Q(first_day__gte=viewer.now.date()) | Q(first_day=None)
    return Q(registration_open=True, state=Edition.State.PLANNED) & ahead


@rule(Edition, "see-places")
def hosts_see_who_comes(viewer: Viewer) -> Q:
    """Names and answers are for the host team while the edition is theirs, for nobody else."""
    return Q(pk__in=viewer.hosting) & ~Q(state=Edition.State.ARCHIVED)
