# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Who may set the instance up."""

from django.db.models import Q, QuerySet

from labcamp.core.access import EVERYONE, NOBODY, Viewer, rule
from labcamp.core.files.models import Upload
from labcamp.core.instance.models import Instance


@rule(Instance, "set-up")
def stewards_set_the_instance_up(viewer: Viewer) -> Q:
    return EVERYONE if viewer.steward or viewer.system else NOBODY


@Upload.held_by
def everybody_sees_the_logo(_viewer: Viewer) -> QuerySet[Instance, int]:
    return Instance.objects.exclude(logo=None).values_list("logo", flat=True)
