# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Who may do what with labs."""

from django.db.models import Q

from labcamp.core.access import NOBODY, Viewer, rule
from labcamp.network.models import Lab

ADMITTED = Q(state=Lab.State.ADMITTED)
PROPOSED = Q(state=Lab.State.PROPOSED)


@rule(Lab, "edit")
def those_who_speak_for_a_lab_edit_it(viewer: Viewer) -> Q:
    """Its coordinators; while it is only proposed, whoever proposed it; stewards."""
    if viewer.steward:
        return Q()
    if viewer.person is None:
        return NOBODY
    return Q(pk__in=viewer.speaks_for) | (PROPOSED & Q(proposed_by=viewer.person))
