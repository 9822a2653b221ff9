# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Labs that may be the one somebody is about to propose."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from labcamp.core import search
from labcamp.core.access import Viewer
from labcamp.core.text.german import fold
from labcamp.network.models import Lab, LabName
from labcamp.network.names import name_key, similarity, web_key

IN_THE_SAME_TOWN, ANYWHERE = 0.5, 0.72
MOST = 8


@dataclass(frozen=True)
class Duplicate:
    """A lab that may be the same, and why: "name", "former-name", "website", "town" or "alike"."""

    lab: Lab
    why: str
    likeness: float


def likely_duplicates(
    viewer: Viewer, *, name: str, website: str = "", town: str = "", but: int | None = None
) -> list[Duplicate]:
    """Labs the viewer sees with the same or a similar name or the same address, likeliest first.

    `but` leaves one lab out: the one that is compared with the others.
    """
    key, web = name_key(name), web_key(website)
    seen = Lab.objects.visible_to(viewer).exclude(state=Lab.State.DECLINED).exclude(pk=but or 0)
    question = search.ask(Lab, name)
    alike = list({**question.near()[1], **question.exact()})[:400] if question else []
    former = LabName.objects.filter(name_key=key).values("lab")
    same = Q(name_key=key) | Q(pk__in=former) | Q(pk__in=alike)
    if web:
        same |= Q(web_key=web)
    if town:
        same |= Q(town__iexact=town)
    labs = seen.filter(same).select_related("level").prefetch_related("other_names")
    judged = (_judged(lab, name, key, web, town) for lab in labs.order_by("name_key", "pk"))
    found = sorted((d for d in judged if d), key=lambda d: -d.likeness)
    return found[:MOST]


def _judged(lab: Lab, name: str, key: str, web: str, town: str) -> Duplicate | None:
    if lab.name_key == key:
        return Duplicate(lab, "name", 1.0)
    if any(other.name_key == key for other in lab.other_names.all()):
        return Duplicate(lab, "former-name", 0.99)
    if web and lab.web_key == web:
        return Duplicate(lab, "website", 0.98)
    likeness = similarity(name, lab.name)
    if town and fold(town) == fold(lab.town) and likeness >= IN_THE_SAME_TOWN:
        return Duplicate(lab, "town", likeness)
    if likeness >= ANYWHERE:
        return Duplicate(lab, "alike", likeness)
    return None
