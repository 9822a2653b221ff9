# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Who writes in pads: those who take part, those who give the session, those who host."""

from django.db.models import Q

from labcamp.core.access import EVERYONE, NOBODY, Viewer, rule
from labcamp.notes.models import Pad
from labcamp.programme.models import Giver, Placement, Proposal, Timetable
from labcamp.series.models import Edition, Registration

OVER = (Edition.State.ARCHIVED, Edition.State.CALLED_OFF)
SILENT = (Proposal.State.WITHDRAWN, Proposal.State.CANCELLED)


@rule(Pad, "write")
def those_who_take_part_write_until_the_archive(viewer: Viewer) -> Q:
    """Registered with a place, giving the session, or hosting; not once it is cancelled."""
    if viewer.system:
        return EVERYONE
    return _theirs(viewer, "proposal__")


@rule(Proposal, "take-notes")
def those_who_take_part_open_the_pad_of_a_published_session(viewer: Viewer) -> Q:
    """The same people, for a session that has its place in the programme they see."""
    published = Placement.objects.filter(
        timetable__state=Timetable.State.PUBLISHED, cancelled=False, proposal__isnull=False
    )
    if viewer.system:
        return Q(pk__in=published.values("proposal"))
    seen = published.filter(pk__in=Placement.objects.visible_to(viewer).values("pk"))
    return _theirs(viewer, "") & Q(pk__in=seen.values("proposal"))


@rule(Edition, "gather-notes")
def hosts_gather_the_notes_of_their_edition(viewer: Viewer) -> Q:
    """All pads in one list and one file."""
    return Q(pk__in=viewer.hosting)


def _theirs(viewer: Viewer, to: str) -> Q:
    """Sessions the viewer writes for; `to` leads from the model to the session."""
    if viewer.person is None:
        return NOBODY
    places = Registration.objects.filter(person=viewer.person, state=Registration.State.HELD)
    given = Giver.objects.filter(person=viewer.person).values("proposal")
    own = (
        Q(**{f"{to}edition__in": places.values("edition")})
        | Q(**{f"{to}edition__in": viewer.hosting})
        | Q(**{f"{to}pk__in": given})
        | Q(**{f"{to}by": viewer.person})
    )
    ended = Q(**{f"{to}edition__state__in": OVER}) | Q(**{f"{to}state__in": SILENT})
    return own & ~ended
