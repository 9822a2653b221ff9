# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Drafts, the hosts' queue, the parking area, merging and codes, by their actions."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from tests.builders.programme import (
    KEEPER,
    a_host,
    a_participant,
    a_published_edition,
    a_session,
    an_edition,
    seen_as,
)

from labcamp.core import jobs
from labcamp.core.access import Audience, Refused, guest
from labcamp.core.actions import Stale
from labcamp.core.limits import TooMany
from labcamp.core.mail.models import Letter
from labcamp.core.record import Fact, stamp
from labcamp.programme.actions import codes, following, merging, proposals, queue, timetable
from labcamp.programme.actions.merging import CannotMerge, Together
from labcamp.programme.actions.proposals import Offer
from labcamp.programme.models import Interest, InterestCode, Placement, Planning, Proposal
from labcamp.programme.queries import proposals as queries
from labcamp.programme.queries.problem import problem_of, raster_of

pytestmark = pytest.mark.django_db
WANT, MAYBE, NOT = Interest.Strength.WANT, Interest.Strength.MAYBE, Interest.Strength.NOT


def work():
    while jobs.run_due():
        pass


def sees(person, proposal):
    return Proposal.objects.visible_to(seen_as(person)).filter(pk=proposal.pk).exists()


def a_draft(edition, by, **fields):
    offer = Offer("Noch nicht fertig", **fields)
    return proposals.propose(edition, offer, token=uuid4(), by=seen_as(by), draft=True)


def a_queue(edition):
    return queue.choose_flow(edition, "queue", by=KEEPER)


def listed(edition, viewer):
    return [one.number for one in queries.offered(edition, viewer, queries.planning_of(edition))]


def test_a_draft_is_seen_by_those_who_give_it_and_nobody_else():
    edition = an_edition()
    by, friend = a_participant(edition), a_participant(edition, "Alex Beispiel")
    host, other = a_host(edition), a_participant(edition)
    before = stamp()
    draft = a_draft(edition, by, givers=(("Kim", ""), ("Alex Beispiel", friend.email)))
    assert stamp() == before, "no kept page knows of it"
    assert [sees(one, draft) for one in (by, friend, host, other)] == [True, True, False, False]
    assert not Proposal.objects.visible_to(guest()).exists()
    assert queries.aside(edition, seen_as(friend)) == [draft]
    assert queries.aside(edition, seen_as(host)) == []
    assert listed(edition, seen_as(by)) == []
    following.follow_audience(edition, by=KEEPER)
    assert not sees(other, draft)
    with pytest.raises(Refused):
        proposals.edit(draft, Offer("X"), version=1, by=seen_as(host))
    proposals.hand_in(draft, by=seen_as(friend))
    proposals.hand_in(draft, by=seen_as(friend))
    draft.refresh_from_db()
    assert listed(edition, seen_as(other)) == [draft.number] == [1]
    assert Fact.objects.filter(kind="programme.proposed").count() == 1


def test_a_draft_cannot_come_in_when_no_more_are_taken():
    edition = an_edition()
    draft = a_draft(edition, a_participant(edition))
    Planning.objects.create(edition=edition, proposals_open=False)
    with pytest.raises(Refused):
        proposals.hand_in(draft, by=seen_as(draft.by))


def test_what_is_handed_in_waits_for_the_hosts_where_they_want_it_so():
    edition = an_edition()
    a_queue(edition)
    host, other = a_host(edition), a_participant(edition)
    session = a_session(edition)
    assert (session.state, session.audience) == ("waiting", Audience.HOSTS)
    assert [sees(one, session) for one in (session.by, host, other)] == [True, True, False]
    assert not problem_of(edition, None, raster_of(edition)).sessions
    with pytest.raises(Refused):
        queue.take(session, by=seen_as(session.by))

    taken = queue.take(session, by=seen_as(host))
    queue.take(session, by=seen_as(host))
    assert (taken.state, taken.audience) == ("offered", edition.audience)
    assert taken.offered_at > taken.at
    work()
    letter = Letter.objects.get(kind="proposal")
    assert letter.to == session.by.email
    assert "auf die Liste der Vorschläge" in " ".join(letter.text.split())
    assert a_session(edition, "Vom Team", by=host).state == "offered", "hosts do not queue"


def test_sending_back_tells_why_and_lets_them_hand_in_again():
    edition = an_edition()
    a_queue(edition)
    host = a_host(edition)
    session = a_session(edition)
    queue.send_back(session, "Bitte sagen Sie, für wen.", by=seen_as(host))
    assert not sees(host, session)
    work()
    text = Letter.objects.get(kind="proposal").text
    assert "Bitte sagen Sie, für wen." in text
    again = proposals.hand_in(session, by=seen_as(session.by))
    assert (again.state, again.reply) == ("waiting", "")
    with pytest.raises(Stale):
        proposals.withdraw(session, by=seen_as(session.by))
        queue.take(session, by=seen_as(host))


def test_what_is_parked_stays_in_sight_but_out_of_the_timetable():
    edition = a_published_edition(3)
    session = Proposal.objects.get(number=2)
    draft = timetable.begin_draft(edition, by=KEEPER)
    assert draft.placements.filter(proposal=session).exists()
    queue.park(session, by=KEEPER)
    assert not draft.placements.filter(proposal=session).exists()
    assert Placement.objects.filter(proposal=session, timetable__state="published").exists()
    assert [one.number for one in queries.aside(edition, guest())] == [2]
    assert sorted(listed(edition, guest())) == [1, 3]
    keys = {one.key for one in problem_of(edition, draft, raster_of(edition)).sessions}
    assert str(session.pk) not in keys
    other = a_participant(edition)
    with pytest.raises(Refused):
        proposals.mark_interest(session, strength=WANT, by=seen_as(other))
    queue.take(session, by=KEEPER)
    proposals.mark_interest(session, strength=WANT, by=seen_as(other))
    timetable.set_cancelled(Proposal.objects.get(number=1), cancelled=True, by=KEEPER)
    queue.park(session, by=KEEPER)
    with pytest.raises(timetable.NotInTheProgramme):
        timetable.set_cancelled(session, cancelled=True, by=KEEPER)
    session.refresh_from_db()
    assert session.state == "parked"


def test_what_is_parked_does_not_get_past_the_hosts_by_way_of_withdrawing():
    edition = an_edition()
    a_queue(edition)
    session = a_session(edition, by=a_participant(edition))
    queue.take(session, by=KEEPER)
    giver = seen_as(session.by)
    proposals.withdraw(session, by=giver)
    assert proposals.offer_again(session, by=giver).state == "offered"
    queue.park(session, by=KEEPER)
    proposals.withdraw(session, by=giver)
    assert proposals.offer_again(session, by=giver).state == "waiting"


def two_marked(edition):
    one = a_session(edition, "Eins", givers=(("Kim Beispiel", ""),), abstract="Erstes")
    two = a_session(edition, "Zwei", givers=(("Alex Muster", ""), ("kim beispiel", "")))
    people = [a_participant(edition) for _ in range(4)]
    for person, first, second in zip(
        people, (WANT, MAYBE, None, NOT), (MAYBE, WANT, MAYBE, None), strict=True
    ):
        for session, strength in ((one, first), (two, second)):
            if strength is not None:
                proposals.mark_interest(session, strength=strength, by=seen_as(person))
    return one, two, people


def strengths(session):
    rows = Interest.objects.filter(proposal=session).order_by("person")
    return dict(rows.values_list("person", "strength"))


def together(one, two, title="Zusammen"):
    one.refresh_from_db()
    two.refresh_from_db()
    return Together(title, "Beides.", 45, "", one.version, two.version)


def test_merging_keeps_both_names_and_each_persons_stronger_wish_once():
    edition = an_edition()
    one, two, people = two_marked(edition)
    words, before = together(one, two), strengths(one)
    merging.merge(one, two, words, by=seen_as(a_host(edition)))
    merging.merge(one, two, words, by=seen_as(a_host(edition)))
    one.refresh_from_db()
    two.refresh_from_db()
    assert (one.title, one.abstract) == ("Zusammen", "Beides.")
    assert one.givers_told == "Kim Beispiel, Alex Muster"
    keys = [person.pk for person in people]
    assert strengths(one) == dict(zip(keys, (WANT, WANT, MAYBE, NOT), strict=True))
    assert (two.state, two.merged_into) == ("merged", one)
    assert sees(people[0], two), "its address stays valid"
    assert listed(edition, seen_as(people[0])) == [one.number]
    names = tuple((name, "") for name in one.givers_told.split(", "))
    offer = Offer("Von Zweien", givers=names)
    proposals.edit(one, offer, version=one.version, by=seen_as(two.by))
    with pytest.raises(Refused):
        proposals.edit(two, Offer("X"), version=two.version, by=seen_as(two.by))
    work()
    told = Letter.objects.filter(kind="proposal")
    assert set(told.values_list("to", flat=True)) == {two.by.email}

    proposals.mark_interest(one, strength=MAYBE, by=seen_as(people[2]))
    merging.part(two, by=KEEPER)
    two.refresh_from_db()
    assert two.state == "offered"
    assert strengths(one) == before | {people[2].pk: MAYBE}, "what was marked anew stays"
    assert len(strengths(two)) == 3


def test_merging_loses_nothing_that_either_wrote_or_needs():
    edition = an_edition()
    one, two = a_session(edition, "Eins"), a_session(edition, "Zwei")
    link = {"title": "Bericht", "url": "https://example.org/bericht"}
    rows = Proposal.objects
    rows.filter(pk=one.pk).update(needs="Beamer, Pinnwand", description="Eins lang.", links=[link])
    rows.filter(pk=two.pk).update(
        needs="beamer, Kamera", subtitle="Untertitel", description="Zwei lang.",
        links=[link, {"title": "Mehr", "url": "https://example.org/mehr"}], minutes=90,
    )  # fmt: skip
    one.refresh_from_db()
    two.refresh_from_db()
    needs = merging.needs_of_both(one, two)
    assert needs == "Beamer, Pinnwand, Kamera"
    merging.merge(one, two, replace(together(one, two), needs=needs, minutes=90), by=KEEPER)
    one.refresh_from_db()
    assert (one.needs, one.minutes, one.subtitle) == (needs, 90, "Untertitel")
    assert one.description == "Eins lang.\n\nZwei lang."
    assert [link["url"] for link in one.links] == [
        "https://example.org/bericht",
        "https://example.org/mehr",
    ]


def test_parting_gives_each_its_own_words_and_names_back_and_leaves_what_was_changed_since():
    edition = an_edition()
    one, two, three = (a_session(edition, title) for title in ("Eins", "Zwei", "Drei"))
    Proposal.objects.filter(pk=two.pk).update(subtitle="Unter", needs="Kamera", minutes=90)

    def told():
        one.refresh_from_db()
        return [one.title, one.subtitle, one.abstract, one.minutes, one.needs, one.givers_told]

    before = [told()]
    for goes, title in ((two, "Eins und zwei"), (three, "Alle drei")):
        words = replace(together(one, goes, title), minutes=90, needs="Kamera")
        merging.merge(one, goes, words, by=KEEPER)
        before.append(told())
    assert before[1] != before[0]
    assert before[1][-1] == "Gibt Eins, Gibt Zwei"
    for _ in range(2):  # a second click changes nothing
        merging.part(three, by=KEEPER)
        assert told() == before[1]
    Proposal.objects.filter(pk=one.pk).update(abstract="Seither geschrieben.")
    merging.part(two, by=KEEPER)
    assert told() == ["Eins", "", "Seither geschrieben.", 45, "", "Gibt Eins"]
    assert one.before_merges == []
    with pytest.raises(Refused):
        proposals.edit(one, Offer("X"), version=one.version, by=seen_as(two.by))


def test_merging_takes_the_one_that_goes_out_of_the_draft_and_of_the_next_version():
    edition = a_published_edition(3)
    one, two = Proposal.objects.get(number=1), Proposal.objects.get(number=2)
    draft = timetable.begin_draft(edition, by=KEEPER)
    merging.merge(one, two, together(one, two), by=KEEPER)
    assert not draft.placements.filter(proposal=two).exists()
    timetable.publish(edition, number=draft.number, by=KEEPER)
    draft.refresh_from_db()
    changes = draft.report["changes"]
    assert [(c["number"], c["what"]) for c in changes] == [(2, "dropped")]
    following.follow_audience(edition, by=KEEPER)
    assert Proposal.objects.visible_to(guest()).filter(pk=two.pk).exists()


def test_who_may_merge_and_what_cannot():
    edition, elsewhere = an_edition(), an_edition()
    giver = a_participant(edition)
    one, two = a_session(edition, "Eins", by=giver), a_session(edition, "Zwei", by=giver)
    three, far = a_session(edition, "Drei"), a_session(elsewhere)
    with pytest.raises(Refused):
        merging.merge(one, three, together(one, three), by=seen_as(giver))
    for stays, goes in ((one, one), (one, far), (one, proposals.withdraw(three, by=KEEPER))):
        with pytest.raises(CannotMerge):
            merging.merge(stays, goes, together(stays, goes), by=KEEPER)
    old = Together("X", "", 45, "", one.version, two.version + 1)
    with pytest.raises(Stale):
        merging.merge(one, two, old, by=seen_as(giver))
    merging.merge(one, two, together(one, two), by=seen_as(giver))
    with pytest.raises(Refused):
        merging.part(two, by=seen_as(giver))


def test_a_merged_one_can_still_be_withdrawn_and_comes_back_as_merged():
    edition = an_edition()
    one, two, _people = two_marked(edition)
    merging.merge(one, two, together(one, two), by=KEEPER)
    proposals.withdraw(two, by=seen_as(two.by))
    assert not sees(a_participant(edition), two)
    assert proposals.offer_again(two, by=seen_as(two.by)).state == "merged"


def a_code(edition):
    codes.make_codes(edition, 1, seen=InterestCode.objects.count(), by=KEEPER)
    row = InterestCode.objects.filter(edition=edition).latest("pk")
    return row, codes.code_of(row)


def test_one_code_is_one_person_about_whom_nothing_is_kept():
    edition = an_edition()
    session = a_session(edition)
    row, code = a_code(edition)
    person = seen_as(a_participant(edition))
    typed = f" {code[:4].lower()}-{code[4:]} "
    assert codes.find_code(edition.slug, typed, client="a", by=person) == row
    assert code not in row.digest
    for strength in (WANT, MAYBE, MAYBE):
        codes.mark_by_code(row, session, strength=strength, by=person)
    wish = Interest.objects.get()
    assert (wish.person, wish.code, wish.strength) == (None, row, MAYBE)
    assert not Fact.objects.filter(kind="programme.interest_marked").exclude(person=None).exists()
    assert problem_of(edition, None, raster_of(edition)).wishes == {
        f"c{row.pk}": {str(session.pk): 1}
    }
    codes.mark_by_code(row, session, strength=NOT, by=guest())
    assert problem_of(edition, None, raster_of(edition)).wishes == {}
    codes.mark_by_code(row, session, strength=None, by=guest())
    assert not Interest.objects.exists()


def test_a_wish_is_of_a_person_or_of_a_code():
    edition = an_edition()
    session = a_session(edition)
    row, _code = a_code(edition)
    for fields in ({}, {"person": a_participant(edition), "code": row}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Interest.objects.create(proposal=session, at=timezone.now(), **fields)


def test_codes_end_with_the_vote_and_hold_for_their_own_edition():
    edition, other = an_edition(), an_edition()
    session, far = a_session(edition), a_session(other)
    row, code = a_code(edition)
    assert codes.find_code(other.slug, code, client="a", by=guest()) is None
    with pytest.raises(Refused):
        codes.mark_by_code(row, far, strength=WANT, by=guest())
    Planning.objects.create(edition=edition, voting_closes=timezone.now() - timedelta(minutes=1))
    with pytest.raises(Refused):
        codes.mark_by_code(row, session, strength=WANT, by=guest())


def test_guessing_is_limited_for_each_client_even_when_the_guess_is_right():
    edition = an_edition()
    _row, code = a_code(edition)
    for n in range(codes.WRONG):
        assert codes.find_code(edition.slug, f"FALSCH{n}", client="a", by=guest()) is None
    with pytest.raises(TooMany):
        codes.find_code(edition.slug, code, client="a", by=guest())
    assert codes.find_code(edition.slug, code, client="b", by=guest())
    later = guest(timezone.now() + codes.WINDOW + timedelta(seconds=1))
    assert codes.find_code(edition.slug, code, client="a", by=later)


def test_a_code_withdrawn_between_opening_and_marking_is_refused():
    edition = an_edition()
    session = a_session(edition)
    row, _code = a_code(edition)
    codes.withdraw_codes(edition, by=KEEPER)
    with pytest.raises(Refused):
        codes.mark_by_code(row, session, strength=WANT, by=guest())


def test_unused_codes_are_withdrawn_and_there_is_a_most():
    edition = an_edition()
    session = a_session(edition)
    row, _code = a_code(edition)
    codes.mark_by_code(row, session, strength=WANT, by=guest())
    codes.mark_by_code(row, session, strength=None, by=guest())
    codes.make_codes(edition, 5, seen=InterestCode.objects.count(), by=seen_as(a_host(edition)))
    with pytest.raises(codes.TooManyCodes):
        codes.make_codes(edition, codes.MOST, seen=InterestCode.objects.count(), by=KEEPER)
    with pytest.raises(Refused):
        codes.make_codes(
            edition, 1, seen=InterestCode.objects.count(), by=seen_as(a_participant(edition))
        )
    assert codes.withdraw_codes(edition, by=KEEPER) == 5
    assert list(InterestCode.objects.all()) == [row], "who took the mark back still has the slip"
    assert len(set(map(codes.code_of, InterestCode.objects.all()))) == 1


def test_seats_are_planned_for_a_late_session_as_if_all_had_seen_it():
    edition = an_edition()
    giver = a_participant(edition)
    early = a_session(edition, "Früh", by=giver)
    people = [a_participant(edition) for _ in range(8)]
    for person in people:
        proposals.mark_interest(early, strength=WANT, by=seen_as(person))
    late = a_session(edition, "Spät", by=giver)
    for person in people[:4]:
        proposals.mark_interest(late, strength=WANT, by=seen_as(person))
    joins = a_participant(edition)
    proposals.mark_interest(late, strength=WANT, by=seen_as(joins))
    late.givers.create(person=joins, name=joins.name)
    with pytest.raises(Refused):
        proposals.mark_interest(late, strength=WANT, by=seen_as(giver))
    sessions = problem_of(edition, None, raster_of(edition)).sessions
    assert {one.key: one.heads for one in sessions} == {str(early.pk): 8, str(late.pk): 8}
