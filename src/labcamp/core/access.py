# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""The only answer to "may they see it?" and "may they do it?".

A `Viewer` is a frozen value, built once per request, job or socket and handed on as an argument.
`seen_by` is the one visibility condition; `rule` names the one condition of an act. Both are
conditions on querysets, so "this one" and "which of these" can never disagree.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, ClassVar, Self, TypeVar

from django.db import models
from django.db.models import BooleanField, Case, Q, Value, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Audience(models.TextChoices):
    """Who may read a thing, from narrow to wide. New things start narrow."""

    AUTHOR = "author", _("only me")
    LAB = "lab", _("my lab")
    HOSTS = "hosts", _("the host team")
    EDITION = "edition", _("participants of the edition")
    NETWORK = "network", _("members of the network")
    PUBLIC = "public", _("everyone")


@dataclass(frozen=True)
class Viewer:
    """Somebody looking, at one moment.

    `labs` are admitted labs the person belongs to today, `speaks_for` those they coordinate,
    `editions` those they are registered for or host, `hosting` those whose host team they are in.
    `system` names the instance itself acting ("retention"); it is never set for a request.
    """

    person: int | None = None
    labs: frozenset[int] = frozenset()
    speaks_for: frozenset[int] = frozenset()
    editions: frozenset[int] = frozenset()
    hosting: frozenset[int] = frozenset()
    steward: bool = False
    system: str = ""
    now: datetime = field(default_factory=timezone.now)

    @property
    def member(self) -> bool:
        """Whether the person belongs to the network: a lab's member or a steward."""
        return bool(self.labs) or self.steward

    @property
    def somebody(self) -> int:
        """The person's key, for what only a person can do; raises Refused for a guest."""
        if self.person is None:
            raise Refused("sign-in")
        return self.person

    @property
    def today(self) -> date:
        """The day on the instance's calendar; `now.date()` would still be on Greenwich's."""
        return timezone.localdate(self.now)

    @property
    def guest(self) -> bool:
        return self.person is None and not self.system


GUEST_LABEL = "guest"


def guest(now: datetime | None = None) -> Viewer:
    return Viewer(now=now or timezone.now())


def system(name: str, now: datetime | None = None) -> Viewer:
    """The instance itself acting under a name that rules can grant to."""
    return Viewer(system=name, now=now or timezone.now())


@dataclass(frozen=True)
class Circle:
    """Where a model keeps what its visibility hangs on, as lookups from the model.

    `audience` is the field that holds the Audience; `author`, `lab` and `edition` lead to the
    person, lab and edition whose circle it is, or are empty when the model has none. `named` gives
    the keys of things that name a person as one of several authors.
    """

    audience: str = "audience"
    author: str = ""
    lab: str = ""
    edition: str = ""
    named: Callable[[int], Any] | None = None


EVERYONE = Q()
NOBODY = Q(pk__in=[])


def seen_by(viewer: Viewer, circle: Circle) -> Q:
    """What `viewer` may read: one condition for page, list, count, search, feed and export."""
    if viewer.system:
        return EVERYONE
    audience = circle.audience
    seen = Q(**{audience: Audience.PUBLIC})
    if circle.edition and viewer.editions:
        seen |= Q(**{audience: Audience.EDITION, f"{circle.edition}__in": viewer.editions})
    if circle.edition and viewer.hosting:
        seen |= Q(
            **{
                f"{audience}__in": [Audience.EDITION, Audience.HOSTS],
                f"{circle.edition}__in": viewer.hosting,
            }
        )
    if circle.lab and viewer.labs:
        seen |= Q(**{audience: Audience.LAB, f"{circle.lab}__in": viewer.labs})
    if viewer.member:
        seen |= Q(**{audience: Audience.NETWORK})
    if circle.author and viewer.person is not None:
        seen |= Q(**{circle.author: viewer.person})
    if circle.named and viewer.person is not None:
        seen |= Q(pk__in=circle.named(viewer.person))
    return seen


M = TypeVar("M", bound=models.Model)
Rule = Callable[[Viewer], Q]
RULES: dict[tuple[type[models.Model], str], Rule] = {}


def rule(model: type[models.Model], *acts: str) -> Callable[[Rule], Rule]:
    """Register the condition under which a viewer may do `acts` to things of `model`.

    To create is an act on the parent (`require(by, "propose", edition)`). Two rules for the same
    act would be two places for one answer, so the second one is refused at import.
    """

    def register(func: Rule) -> Rule:
        for act in acts:
            if (model, act) in RULES:
                raise ValueError(f"{model.__name__}.{act} has a rule already")
            RULES[model, act] = func
        return func

    return register


class Refused(Exception):
    """Seen, but not allowed; `reason` is a sentence for the person."""

    def __init__(self, act: str, reason: str = "") -> None:
        super().__init__(reason or act)
        self.act = act
        self.reason = reason


def condition(viewer: Viewer, act: str, model: type[models.Model]) -> Q:
    """The condition of `act`; KeyError when nobody wrote a rule, so nothing opens by accident."""
    return RULES[model, act](viewer)


def may(viewer: Viewer, act: str, thing: models.Model) -> bool:
    allowed = condition(viewer, act, type(thing))
    if allowed == EVERYONE:
        return True
    if allowed == NOBODY:
        return False
    return type(thing)._default_manager.filter(pk=thing.pk).filter(allowed).exists()


def require(viewer: Viewer, act: str, thing: models.Model) -> None:
    """Raise Refused unless `viewer` may do `act` to `thing`."""
    if not may(viewer, act, thing):
        raise Refused(act)


class VisibleQuerySet(models.QuerySet[M]):
    """A queryset that can be narrowed to what somebody sees, and annotated with what they may."""

    def visible_to(self, viewer: Viewer) -> Self:
        return self.filter(seen_by(viewer, self.model.circle))  # type: ignore[attr-defined]  # every user names a circle; a house test holds it

    def with_grants(self, viewer: Viewer, *acts: str) -> Self:
        """Annotate `may_<act>` for each act, in the same query."""
        return self.annotate(**{f"may_{act}": self._grant(viewer, act) for act in acts})

    def allowed(self, viewer: Viewer, act: str) -> Self:
        return self.filter(condition(viewer, act, self.model))

    def _grant(self, viewer: Viewer, act: str) -> Case | Value:
        allowed = condition(viewer, act, self.model)
        if allowed in (EVERYONE, NOBODY):
            return Value(allowed == EVERYONE, output_field=BooleanField())
        return Case(When(allowed, then=True), default=False, output_field=BooleanField())


class Visible(models.Model):
    """Something with an audience. Subclasses name their `circle`."""

    audience = models.CharField(max_length=10, choices=Audience, default=Audience.AUTHOR)
    circle: ClassVar[Circle] = Circle()

    objects: ClassVar[Any] = VisibleQuerySet.as_manager()

    class Meta:
        abstract = True
