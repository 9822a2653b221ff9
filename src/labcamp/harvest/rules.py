# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Who may write what stays."""

from typing import Any

from django.db.models import Q, QuerySet

from labcamp.core.access import NOBODY, Viewer, rule
from labcamp.core.files.models import Upload
from labcamp.harvest.models import Material, Report
from labcamp.network.models import Lab
from labcamp.series.models import Edition


@rule(Lab, "report")
def members_report_for_their_lab(viewer: Viewer) -> Q:
    return Q(pk__in=viewer.labs)


@rule(Report, "edit")
def authors_and_their_coordination_edit_reports(viewer: Viewer) -> Q:
    """A report speaks for its lab: whoever left the lab no longer changes it."""
    if viewer.person is None:
        return NOBODY
    still_there = Q(lab=None) | Q(lab__in=viewer.labs)
    return (Q(by=viewer.person) & still_there) | Q(lab__in=viewer.speaks_for)


@rule(Edition, "add-material")
def hosts_and_stewards_add_materials(viewer: Viewer) -> Q:
    """Also to editions long past: that is how the archive fills. A rehearsal leaves nothing."""
    real = Q(rehearses=None)
    return real if viewer.steward or viewer.system else real & Q(pk__in=viewer.hosting)


@Upload.held_by
def readers_of_a_material_open_its_file(viewer: Viewer) -> QuerySet[Any, Any]:
    seen = Material.objects.visible_to(viewer).exclude(upload=None)
    return seen.filter(edition__in=Edition.objects.visible_to(viewer).real()).values("upload")


@Upload.held_by
def readers_of_a_report_see_its_picture(viewer: Viewer) -> QuerySet[Any, Any]:
    return Report.objects.visible_to(viewer).exclude(picture=None).values("picture")
