# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Proposing a lab and keeping its profile."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field

from django.db import transaction

from labcamp.core import search
from labcamp.core.access import Audience, Refused, Viewer, require
from labcamp.core.actions import Stale
from labcamp.core.files.models import Upload
from labcamp.core.instance.models import Instance, Level, Phase, Topic
from labcamp.core.record import record
from labcamp.network import facts
from labcamp.network.models import Lab, LabName, Membership
from labcamp.network.names import name_key, slug_of, web_key


@dataclass(frozen=True)
class Where:
    """A town out of the register, or a town abroad with nothing but its country."""

    town: str
    country: str
    place_id: int | None = None
    region: str = ""
    ags: str = ""
    latitude: float | None = None
    longitude: float | None = None
    population: int | None = None
    town_size: str = ""


@dataclass(frozen=True)
class Profile:
    """What a lab says of itself."""

    name: str
    carrier: str
    level: Level
    where: Where
    phase: Phase | None = None
    topics: tuple[Topic, ...] = field(default=())
    description: str = ""
    offers: str = ""
    seeks: str = ""
    website: str = ""
    founded: str = ""


@transaction.atomic
def propose(profile: Profile, *, wants_public: bool, by: Viewer) -> Lab:
    """File a proposal; whoever files it coordinates the lab. Sent twice it is one proposal."""
    Instance.objects.get_or_create(pk=1)
    instance = Instance.objects.select_for_update().get(pk=1)
    require(by, "propose-lab", instance)
    key = name_key(profile.name)
    mine = Lab.objects.filter(state=Lab.State.PROPOSED, proposed_by=by.person)
    if same := mine.filter(name_key=key, place_id=profile.where.place_id).first():
        return same
    lab = Lab(
        slug=_free_slug(profile.name),
        wants_public=wants_public,
        audience=Audience.NETWORK,
        state=Lab.State.PROPOSED,
        status=Lab.Status.ACTIVE,
        status_as_of=by.today.isoformat(),
        proposed_by_id=by.person,
        proposed_at=by.now,
    )
    _write(lab, profile)
    Membership.objects.create(
        lab=lab, person_id=acting(by), role=Membership.Role.COORDINATOR, since=by.now
    )
    record(facts.LAB_PROPOSED, about=lab, by=by)
    return lab


@transaction.atomic
def edit(lab: Lab, profile: Profile, *, version: int, by: Viewer) -> Lab:
    """Save the profile; raises Stale when somebody saved since `version` was read.

    A former name stays findable.
    """
    lab = Lab.objects.select_for_update().get(pk=lab.pk)
    require(by, "edit", lab)
    if lab.version != version:
        raise Stale(lab)
    if name_key(profile.name) != lab.name_key:
        LabName.objects.create(
            lab=lab, name=lab.name, name_key=lab.name_key, until=by.today.isoformat()
        )
    lab.version += 1
    _write(lab, profile)
    record(facts.LAB_CHANGED, about=lab, by=by)
    return lab


@transaction.atomic
def set_logo(lab: Lab, logo: Upload | None, *, by: Viewer) -> Lab:
    """Show this picture with the lab, or none."""
    lab = Lab.objects.select_for_update().get(pk=lab.pk)
    require(by, "edit", lab)
    if lab.logo_id != (logo.pk if logo else None):
        lab.logo = logo
        lab.save(update_fields=["logo"])
        record(facts.LAB_LOGO_CHANGED, about=lab, by=by)
    return lab


@transaction.atomic
def choose_audience(lab: Lab, *, public: bool, by: Viewer) -> Lab:
    """The lab's own choice: everyone sees the profile, or members of the network."""
    lab = Lab.objects.select_for_update().get(pk=lab.pk)
    require(by, "choose-audience", lab)
    if lab.wants_public != public:
        lab.wants_public = public
        if lab.state == Lab.State.ADMITTED:
            lab.audience = audience_of(lab)
        lab.save(update_fields=["wants_public", "audience"])
        record(facts.LAB_AUDIENCE_CHANGED, about=lab, by=by, audience=str(lab.audience))
    return lab


def audience_of(lab: Lab) -> Audience:
    """Who sees the lab once it is admitted."""
    return Audience.PUBLIC if lab.wants_public else Audience.NETWORK


def acting(by: Viewer) -> int:
    """The person who acts; Refused when nobody has signed in."""
    if by.person is None:
        raise Refused("act")
    return by.person


def _write(lab: Lab, profile: Profile) -> None:
    plain = {
        name: getattr(profile, name)
        for name in ("name", "carrier", "level", "phase", "description", "offers", "seeks")
    }
    for name, value in {**plain, **asdict(profile.where)}.items():
        setattr(lab, name, value)
    lab.website, lab.founded = profile.website, profile.founded
    lab.name_key, lab.web_key = name_key(lab.name), web_key(lab.website)
    lab.save()
    lab.topics.set(profile.topics)
    search.index(lab)


def _free_slug(name: str) -> str:
    start = slug_of(name)
    return slug_of(
        name, set(Lab.objects.filter(slug__startswith=start).values_list("slug", flat=True))
    )
