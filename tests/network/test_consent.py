# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Counting consent: what holds for every order of words, compared with the rules in prose."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from labcamp.network.consent import Kind, Outcome, Said, Silence, Stand, quorum_of, tally

LABS = range(1, 6)
WORDS = st.lists(
    st.builds(
        Said,
        lab=st.sampled_from([*LABS, 99]),
        person=st.integers(1, 3),
        text=st.integers(1, 3),
        kind=st.sampled_from(Kind),
    ),
    max_size=14,
    unique_by=lambda one: (one.lab, one.person, one.text),
)
SILENCES = st.sampled_from(Silence)


def count(said, *, text=3, quorum=2, silence=Silence.AGREES):
    return tally(LABS, said, text=text, quorum=quorum, silence=silence)


@given(WORDS, SILENCES, st.randoms())
def test_the_order_of_words_and_strangers_changes_nothing(said, silence, chance):
    shuffled = [one for one in said if one.lab in LABS]
    chance.shuffle(shuffled)
    assert count(shuffled, silence=silence) == count(said, silence=silence)


@given(WORDS, SILENCES)
def test_every_lab_stands_in_one_place_and_has_one_voice(said, silence):
    counted = count(said, silence=silence)
    assert set(counted.labs) == set(LABS)
    assert sum(counted.having(stand) for stand in Stand) == len(LABS)
    assert counted.spoken <= len({one.lab for one in said} & set(LABS))


@given(WORDS, SILENCES)
def test_an_objection_to_the_present_text_always_blocks(said, silence):
    counted = count(said, silence=silence)
    now = {one.lab for one in said if one.text == 3 and one.kind == Kind.OBJECTION} & set(LABS)
    assert all(counted.labs[lab].blocks for lab in now)
    if now:
        assert counted.outcome == Outcome.OBJECTIONS
        assert not counted.settled


@given(WORDS)
def test_where_silence_abstains_only_the_objector_lifts_an_objection(said):
    counted = count(said, silence=Silence.ABSTAINS)
    for lab in LABS:
        own = [one for one in said if one.lab == lab]
        last = max((one.text for one in own), default=0)
        objected = any(one.text == last and one.kind == Kind.OBJECTION for one in own)
        assert counted.labs[lab].blocks == objected


@given(WORDS, SILENCES)
def test_nothing_is_agreed_below_the_quorum_and_settled_rounds_are_agreed(said, silence):
    counted = count(said, silence=silence, quorum=4)
    if counted.outcome == Outcome.AGREED:
        assert len({one.lab for one in said} & set(LABS)) >= 4
    if counted.settled:
        assert counted.outcome == Outcome.AGREED
        assert counted.having(Stand.CONSENT) + counted.having(Stand.ASIDE) == len(LABS)


def test_colleagues_who_differ_have_not_spoken_and_an_objection_stands_meanwhile():
    said = [Said(1, 1, 3, Kind.CONSENT), Said(1, 2, 3, Kind.OBJECTION), Said(2, 3, 3, Kind.ASIDE)]
    counted = count(said)
    assert counted.labs[1].stand == Stand.CONFLICT
    assert counted.owing == {1, 3, 4, 5}
    assert (counted.spoken, counted.outcome) == (1, Outcome.OBJECTIONS)


def test_a_change_asks_again_and_silence_means_what_was_fixed():
    said = [Said(1, 1, 2, Kind.CONSENT), Said(2, 2, 2, Kind.OBJECTION), Said(3, 3, 2, Kind.ASIDE)]
    goes_along, abstains = count(said), count(said, silence=Silence.ABSTAINS)
    assert goes_along.owing == abstains.owing == set(LABS)
    assert (goes_along.spoken, goes_along.outcome) == (3, Outcome.AGREED)
    assert [goes_along.labs[lab].stand for lab in (1, 2, 3)] == ["consent", "consent", "aside"]
    assert (abstains.spoken, abstains.outcome) == (1, Outcome.OBJECTIONS)
    assert [abstains.labs[lab].stand for lab in (1, 2, 3)] == ["silent", "objection", "silent"]


@given(st.integers(0, 500), st.integers(0, 100))
def test_a_quorum_is_at_least_one_and_at_least_the_share(labs, percent):
    assert quorum_of(labs, percent) >= max(1, labs * percent / 100)
    assert quorum_of(labs, percent) - 1 < max(1, labs * percent / 100)
