# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Who may write what stays."""

from django.db.models import Q

from labcamp.core.access import EVERYONE, NOBODY, Viewer, rule
from labcamp.harvest.models import Report
from labcamp.network.models import Lab
from labcamp.series.models import Edition


@rule(Lab, "report")
def members_report_for_their_lab(viewer: Viewer) -> Q:
    return Q(pk__in=viewer.labs)


@rule(Report, "edit")
def authors_and_their_coordination_edit_reports(viewer: Viewer) -> Q:
    if viewer.person is None:
        return NOBODY
    return Q(by=viewer.person) | Q(lab__in=viewer.speaks_for)


@rule(Edition, "add-material")
def hosts_and_stewards_add_materials(viewer: Viewer) -> Q:
    """Also to editions long past: that is how the archive fills."""
    if viewer.steward or viewer.system:
        return EVERYONE
    return Q(pk__in=viewer.hosting)
