# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from labcamp.core import access
from labcamp.core.access import Audience, Viewer, system
from labcamp.harvest.models import Item
from labcamp.network.models import Person
from labcamp.series.models import Edition

pytestmark = pytest.mark.django_db


def an_item(audience, **fields):
    from django.utils import timezone

    return Item.objects.create(
        key=f"i{Item.objects.count()}",
        kind="learning",
        text="t",
        audience=audience,
        at=timezone.now(),
        **fields,
    )


def test_a_guest_sees_what_is_public_and_nothing_else():
    things = {a: an_item(a) for a in Audience}
    assert list(Item.objects.visible_to(access.guest())) == [things[Audience.PUBLIC]]


def test_members_of_the_network_see_network_things_but_not_those_of_narrower_circles():
    things = {a: an_item(a) for a in Audience}
    seen = set(Item.objects.visible_to(Viewer(person=1, labs=frozenset({7}))))
    assert seen == {things[Audience.PUBLIC], things[Audience.NETWORK]}


def test_an_author_sees_the_own_thing_whatever_its_audience():
    author = Person.objects.create_user("kim@example.org")
    mine = [an_item(a, by=author) for a in Audience]
    assert set(Item.objects.visible_to(Viewer(person=author.pk))) == set(mine)


def test_participants_and_hosts_see_what_their_edition_may():
    edition = Edition.objects.create(slug="1", title="E", audience=Audience.PUBLIC)
    other = Edition.objects.create(slug="2", title="F", audience=Audience.PUBLIC)
    things = {a: an_item(a, edition=edition) for a in Audience}
    for audience in Audience:
        an_item(audience, edition=other)

    def seen(viewer):
        narrow = Item.objects.visible_to(viewer).exclude(audience=Audience.PUBLIC)
        return set(narrow)

    coming = Viewer(person=1, editions=frozenset({edition.pk}))
    hosting = Viewer(person=1, editions=coming.editions, hosting=frozenset({edition.pk}))
    assert seen(coming) == {things[Audience.EDITION]}
    assert seen(hosting) == {things[Audience.EDITION], things[Audience.HOSTS]}


def test_the_instance_itself_sees_everything():
    for audience in Audience:
        an_item(audience)
    assert Item.objects.visible_to(system("test")).count() == len(Audience)


def test_an_act_without_a_rule_is_an_error_not_an_open_door():
    with pytest.raises(KeyError):
        access.may(Viewer(person=1), "no such act", an_item(Audience.PUBLIC))


def test_a_second_rule_for_the_same_act_is_refused():
    @access.rule(Item, "act of this test")
    def first(_viewer):
        return access.EVERYONE

    with pytest.raises(ValueError, match="rule already"):
        access.rule(Item, "act of this test")(first)
    del access.RULES[Item, "act of this test"]


def test_today_is_the_day_on_the_instances_calendar_and_registration_closes_with_it():
    late = replace(Viewer(person=1), now=datetime(2027, 1, 14, 23, 30, tzinfo=UTC))
    assert late.today == date(2027, 1, 15)  # half past midnight in Berlin
    build = {"state": Edition.State.PLANNED, "registration_open": True, "audience": "public"}
    Edition.objects.create(slug="gestern", first_day=date(2027, 1, 14), **build)
    today = Edition.objects.create(slug="heute", first_day=date(2027, 1, 15), **build)
    open_to_me = access.condition(late, "register", Edition)
    assert list(Edition.objects.filter(open_to_me)) == [today]
