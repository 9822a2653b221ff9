# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone
from tests.builders.network import a_coordinator, a_person
from tests.builders.programme import KEEPER, a_host, a_participant, a_session, an_edition, seen_as

from labcamp.core.access import Audience, Refused, guest
from labcamp.core.actions import Stale
from labcamp.core.record import Fact, stamp
from labcamp.programme.actions import proposals, raster
from labcamp.programme.actions.proposals import Offer
from labcamp.programme.actions.raster import Window
from labcamp.programme.models import Interest, Planning, Proposal
from labcamp.programme.queries import proposals as queries

pytestmark = pytest.mark.django_db


def test_a_proposal_is_as_wide_as_its_edition_and_a_resent_form_counts_once():
    edition = an_edition(audience=Audience.EDITION)
    by = seen_as(a_participant(edition))
    token = uuid4()
    first = proposals.propose(edition, Offer("Werkstatt"), token=token, by=by)
    again = proposals.propose(edition, Offer("Werkstatt"), token=token, by=by)
    assert (again, first.number, first.audience) == (first, 1, Audience.EDITION)
    assert Proposal.objects.visible_to(guest()).count() == 0


def test_who_may_propose():
    edition = an_edition()
    proposals.propose(edition, Offer("A"), token=uuid4(), by=seen_as(a_participant(edition)))
    proposals.propose(edition, Offer("B"), token=uuid4(), by=seen_as(a_coordinator()))
    for stranger in (guest(), seen_as(a_person())):
        with pytest.raises(Refused):
            proposals.propose(edition, Offer("C"), token=uuid4(), by=stranger)


def test_when_no_more_are_taken_hosts_still_may():
    edition = an_edition()
    window = Window(False, None, None, 1)
    raster.set_window(edition, window, version=1, by=KEEPER)
    with pytest.raises(Refused):
        a_session(edition, "zu spät", by=a_participant(edition))
    assert a_session(edition, "vom Team", by=a_host(edition)).number == 1


def test_only_those_who_give_it_and_hosts_change_a_session():
    edition = an_edition()
    friend = a_participant(edition, "Alex Beispiel")
    session = a_session(edition, givers=(("Alex Beispiel", friend.email), ("Kim Beispiel", "")))
    for somebody in (friend, session.by, a_host(edition)):
        session.refresh_from_db()
        offer = Offer("Neu", givers=(("Alex Beispiel", ""), ("Kim Beispiel", "")))
        proposals.edit(session, offer, version=session.version, by=seen_as(somebody))
    with pytest.raises(Refused):
        proposals.edit(session, Offer("X"), version=4, by=seen_as(a_participant(edition)))
    assert [g.person for g in session.givers.all()] == [friend, None]


def test_an_address_is_never_kept_and_never_says_whether_it_is_known():
    edition = an_edition()
    given = (("Kim Beispiel", "niemand@example.org"),)
    session = a_session(edition, givers=given)
    assert [(g.name, g.person) for g in session.givers.all()] == [("Kim Beispiel", None)]
    assert session.givers_told == "Kim Beispiel"


def test_a_stale_save_overwrites_nothing():
    session = a_session(an_edition())
    by = seen_as(session.by)
    proposals.edit(session, Offer("Erste"), version=1, by=by)
    with pytest.raises(Stale) as stale:
        proposals.edit(session, Offer("Zweite"), version=1, by=by)
    assert stale.value.present.title == "Erste"


def test_withdrawing_hides_it_from_all_but_its_author_and_can_be_undone():
    edition = an_edition()
    session = a_session(edition)
    proposals.withdraw(session, by=seen_as(session.by))
    proposals.withdraw(session, by=seen_as(session.by))
    for other in (guest(), seen_as(a_host(edition)), seen_as(a_participant(edition))):
        assert not Proposal.objects.visible_to(other).exists()
    assert queries.aside(edition, seen_as(session.by)) == [session]
    assert Fact.objects.filter(kind="programme.proposal_withdrawn").count() == 1

    back = proposals.offer_again(session, by=seen_as(session.by))
    assert back.audience == edition.audience


def test_one_person_counts_once_and_a_mark_can_be_taken_back():
    edition = an_edition()
    session = a_session(edition)
    by = seen_as(a_participant(edition))
    before = stamp()
    for strength in (2, 2, 1):
        proposals.mark_interest(session, strength=strength, by=by)
    assert list(Interest.objects.values_list("strength", flat=True)) == [1]
    proposals.mark_interest(session, strength=None, by=by)
    proposals.mark_interest(session, strength=None, by=by)
    assert not Interest.objects.exists()
    assert stamp() == before, "a vote must not empty the kept pages"


@pytest.mark.parametrize(("opens", "closes", "allowed"), [
    (-2, -1, False), (-1, 1, True), (1, 2, False), (None, None, True), (None, -1, False),
])  # fmt: skip
def test_interest_is_marked_in_its_window_only(opens, closes, allowed):
    edition = an_edition()
    now = timezone.now()
    moment = {n: now + timedelta(hours=n) for n in (-2, -1, 1, 2)}
    Planning.objects.create(
        edition=edition, voting_opens=moment.get(opens), voting_closes=moment.get(closes)
    )
    session = a_session(edition)
    by = seen_as(a_participant(edition))
    if allowed:
        proposals.mark_interest(session, strength=2, by=by)
    else:
        with pytest.raises(Refused):
            proposals.mark_interest(session, strength=2, by=by)
    assert Interest.objects.exists() is allowed


def test_strangers_and_guests_do_not_vote():
    edition, other = an_edition(), an_edition()
    session = a_session(edition)
    for somebody in (guest(), seen_as(a_participant(other)), seen_as(a_coordinator())):
        with pytest.raises(Refused):
            proposals.mark_interest(session, strength=2, by=somebody)


def test_counts_are_for_hosts_and_only_after_the_vote():
    edition = an_edition()
    session = a_session(edition)
    proposals.mark_interest(session, strength=2, by=seen_as(a_participant(edition)))
    host, participant = seen_as(a_host(edition)), seen_as(a_participant(edition))
    planning = Planning.objects.create(
        edition=edition, voting_closes=timezone.now() + timedelta(hours=1)
    )

    def counts(viewer):
        return [
            one.demand and one.demand.counted for one in queries.offered(edition, viewer, planning)
        ]

    assert (counts(host), counts(participant)) == ([None], [None])
    planning.voting_closes = timezone.now() - timedelta(hours=1)
    assert (counts(host), counts(participant)) == ([1], [None])


def test_everybody_has_an_order_of_their_own_that_stays():
    edition = an_edition()
    giver = a_participant(edition)
    for n in range(12):
        a_session(edition, f"S{n}", by=giver)
    planning = Planning(edition=edition)

    def order(person):
        return [one.number for one in queries.offered(edition, seen_as(person), planning)]

    first, second = a_participant(edition), a_participant(edition)
    assert order(first) == order(first)
    assert order(first) != order(second)
    assert sorted(order(first)) == sorted(order(second)) == list(range(1, 13))


def test_the_gist_has_no_signs_and_ends_at_a_word():
    text = "## Worum es geht\n\n**Gemeinsam** [lesen](https://example.org) " + "Wort " * 100
    gist = queries.gist(text)
    assert gist.startswith("Worum es geht Gemeinsam lesen Wort")
    assert gist.endswith("Wort …")
    assert len(gist) <= 242
