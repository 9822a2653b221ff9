# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a consent round is about, and where that is changed."""

from __future__ import annotations

from django.urls import reverse

from labcamp.core.access import Viewer, may
from labcamp.network.models import ConsentRound
from labcamp.series.models import HostOffer


def address_of(asked: ConsentRound, viewer: Viewer) -> str:
    """The page of the matter, "" when the round stands for itself or the viewer may not see it."""
    offer = HostOffer.objects.visible_to(viewer).filter(round=asked).first()
    return offer.get_absolute_url() if offer else ""


def change_link(asked: ConsentRound, viewer: Viewer) -> str:
    """Where the viewer may change the text; "" when that is up to others.

    The text of an offer to host changes with the offer, which only the offering labs do.
    """
    if not may(viewer, "change-text", asked):
        return ""
    offer = HostOffer.objects.visible_to(viewer).filter(round=asked).first()
    if offer is None:
        return reverse("consent:change", args=[asked.pk])
    return reverse("series:offer-edit", args=[offer.pk]) if may(viewer, "change", offer) else ""
