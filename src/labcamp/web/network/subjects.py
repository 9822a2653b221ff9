# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a consent round is about, and where that is changed."""

from __future__ import annotations

from django.urls import reverse

from labcamp.core.access import Viewer
from labcamp.network.models import ConsentRound
from labcamp.series.models import HostOffer


def address_of(asked: ConsentRound, viewer: Viewer) -> str:
    """The page of the matter, "" when the round stands for itself or the viewer may not see it."""
    offer = HostOffer.objects.visible_to(viewer).filter(round=asked).first()
    return offer.get_absolute_url() if offer else ""


def where_to_change(asked: ConsentRound) -> str:
    """The form that changes the round's text along with its matter; "" for a text of its own."""
    offer = HostOffer.objects.filter(round=asked).values_list("pk", flat=True).first()
    return reverse("series:offer-edit", args=[offer]) if offer else ""
