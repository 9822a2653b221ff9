# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Under any order of registering, giving back, accepting, deadlines and changes of the seats: no
seat is given twice, and none stays empty while somebody waits who may have it."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from tests.builders import harvest as build

from labcamp.core.access import Refused, system
from labcamp.core.instance.models import Level
from labcamp.network.models import Lab
from labcamp.series import queries
from labcamp.series.actions import desk, places
from labcamp.series.models import Edition, KeptSeats, Registration, RegistrationDesk
from labcamp.series.seats import fits, standing

PEOPLE = 7
WHO = st.integers(0, PEOPLE - 1)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("register"), WHO),
        st.tuples(st.just("register"), WHO),
        st.tuples(st.just("give-back"), WHO),
        st.tuples(st.just("accept"), WHO),
        st.tuples(st.just("seats"), st.integers(1, 5)),
        st.tuples(st.just("hours"), st.integers(1, 40)),
        st.tuples(st.just("keep for a lab"), st.integers(0, 2)),
        st.tuples(st.just("keep for a level"), st.integers(0, 2)),
    ),
    max_size=24,
)


class World:
    """Seven people of two labs and none, one edition with few seats, a clock."""

    def __init__(self, seats: int, accept_hours: int) -> None:
        self.now = timezone.now()
        self.edition = build.an_edition(11, registration_open=True, seats=seats)
        RegistrationDesk.objects.create(edition=self.edition, accept_hours=accept_hours)
        self.labs = [build.a_lab("Eins"), build.a_lab("Zwei")]
        land = Level.objects.create(key="land", name_de="Land")
        Lab.objects.filter(pk=self.labs[1].pk).update(level=land)
        homes = [self.labs[0], self.labs[0], self.labs[1], self.labs[1], None, None, None]
        self.people = [build.a_member(lab) if lab else build.a_person() for lab in homes]
        self.homes = [lab.pk if lab else None for lab in homes]

    def step(self, what: str, number: int) -> None:
        if what == "hours":
            self.now += timedelta(hours=number)
            places.let_offers_run_out(self.now)
        elif what == "seats":
            Edition.objects.filter(pk=self.edition.pk).update(seats=number)
            self.edition.refresh_from_db()
            places.move_up(self.edition, by=system("waiting list", self.now))
        elif what.startswith("keep"):
            self.keep(what, number)
        else:
            self.person(what, number)

    def keep(self, what: str, number: int) -> None:
        lab, level = (self.labs[0], None) if what.endswith("lab") else (None, self.labs[0].level)
        by = system("test", self.now)
        with suppress(desk.TooManyKept):
            desk.keep_seats(self.edition, seats=number, lab=lab, level=level, by=by)

    def person(self, what: str, number: int) -> None:
        person = self.people[number]
        by = replace(queries.viewer_for(person), now=self.now)
        if what == "register":
            try:
                places.register(self.edition, places.Details(self.homes[number]), by=by)
            except Refused:
                return
        elif what == "give-back":
            places.give_back(self.edition, by=by)
        else:
            own = Registration.objects.filter(edition=self.edition, person=person).first()
            if own is not None:
                places.accept(own, by=by)

    def overhang(self) -> int:
        """How many people sit without a seat; only fewer seats can make that more than 0."""
        return standing(queries.seats_of(self.fresh()), queries.seated(self.edition))

    def starving(self) -> list[Registration]:
        """Who waits although there is a seat for them."""
        edition = self.fresh()
        seats, sitting = queries.seats_of(edition), queries.seated(edition)
        waiting = Registration.objects.filter(edition=edition, state=Registration.State.WAITING)
        return [
            one
            for one in waiting.select_related("lab")
            if fits(seats, sitting, queries.who(one.lab))
        ]

    def fresh(self) -> Edition:
        return Edition.objects.get(pk=self.edition.pk)


class AnyOrder(TestCase):
    @settings(max_examples=60, deadline=None)
    @given(STEPS, st.integers(1, 4), st.sampled_from([0, 12]))
    def test_seats_are_given_once_and_never_kept_from_those_who_wait(self, steps, seats, hours):
        world = World(seats, hours)
        for what, number in steps:
            before = world.overhang()
            world.step(what, number)
            if what != "seats" and not what.startswith("keep"):
                assert world.overhang() <= before, what
            assert world.starving() == [], what
        people = Registration.objects.filter(edition=world.edition)
        assert people.count() == people.values("person").distinct().count()
        assert KeptSeats.objects.filter(edition=world.edition).count() <= 2
