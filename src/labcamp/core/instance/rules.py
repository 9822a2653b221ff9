# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Who may set the instance up."""

from django.db.models import Q

from labcamp.core.access import EVERYONE, NOBODY, Viewer, rule
from labcamp.core.instance.models import Instance


@rule(Instance, "set-up")
def stewards_set_the_instance_up(viewer: Viewer) -> Q:
    return EVERYONE if viewer.steward or viewer.system else NOBODY
