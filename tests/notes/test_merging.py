# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Whatever order people save in, nobody's words are lost; and bytes that are no update are refused."""

from __future__ import annotations

from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labcamp.notes import crdt
from labcamp.notes.difference import LARGE, pieces

WORDS = st.text(alphabet="ab ä😀\n#-", max_size=40)


@given(WORDS, WORDS)
def test_pieces_turn_the_old_text_into_the_new_one(old, new):
    found = pieces(old, new)
    made, place = "", 0
    for one in found:
        assert place <= one.start <= one.end
        made += old[place : one.start] + one.words
        place = one.end
    assert made + old[place:] == new
    assert bool(found) == (old != new)


def test_two_changed_words_of_one_line_are_two_places():
    old = "Wir treffen uns am Montag im Saal mit allen.\nZweite Zeile\n"
    new = "Wir treffen uns am Freitag im Turm mit allen.\nZweite Zeile\n"
    assert [(old[p.start : p.end], p.words) for p in pieces(old, new)] == [
        ("Montag", "Freitag"),
        ("Saal", "Turm"),
    ]


def test_two_changes_far_apart_in_a_long_text_are_two_places():
    old = "".join(f"Das ist Zeile {n} mit einigen Wörtern über Labore.\n" for n in range(1200))
    new = old.replace("Zeile 3 ", "Zeile drei ").replace("Zeile 1100 ", "Zeile elfhundert ")
    assert [one.words for one in pieces(old, new)] == ["drei", "elfhundert"]


def test_a_stretch_too_long_to_compare_is_replaced_as_a_whole():
    many = int(LARGE**0.5) + 1
    old, new = "a\n" + "\n".join("b" * many) + "\nc", "d\n" + "\n".join("be" * many) + "\nf"
    assert len(pieces(old, new)) == 1
    assert crdt.merged(b"", crdt.rewritten(b"", new)).text == new


@given(st.lists(WORDS, max_size=6))
def test_who_has_read_the_newest_state_gets_exactly_what_they_typed(typed):
    state, log = b"", []
    for text in typed:
        update = crdt.rewritten(state, text)
        if update:
            log.append(update)
            state = crdt.merged(state, update).state
        assert crdt.merged(state, b"\x00\x00").text == text
    assert crdt.texts(log)[-1:] == crdt.texts([state] * bool(log))


# One save: which state was read, where something is inserted, how much, what is cut from there on.
SAVES = st.lists(
    st.tuples(st.integers(0, 30), st.integers(0, 60), st.integers(0, 5), st.integers(0, 6)),
    min_size=1, max_size=14,
)  # fmt: skip


@given(SAVES)
def test_any_order_of_stale_forms_keeps_everybodys_words(saves):
    """Every character inserted is one of its own, so each can be followed through all merges."""
    fresh = count(0x4E00)
    log, state, now = [], b"", ""
    gone, forms = set(), []
    for read, where, long, cut in saves:
        read_at = read % (len(log) + 1)
        base = crdt.texts(log[:read_at])[-1] if read_at else ""
        place = where % (len(base) + 1)
        added = "".join(chr(next(fresh)) for _ in range(long))
        typed = base[:place] + added + base[place + cut :]
        update = crdt.rewritten(crdt.replayed(log[:read_at]) if read_at else b"", typed)
        if not update:
            continue
        before, became = now, crdt.merged(state, update)
        log.append(update)
        state, now = became.state, became.text
        gone |= set(base[place : place + cut])
        forms.append(typed)
        assert set(now) == (set(before) | set(added)) - gone
        assert not added or added in now
    assert len(now) == len(set(now)), "nothing is there twice"
    for typed in forms:
        left = [char for char in typed if char not in gone]
        assert [char for char in now if char in set(left)] == left, "nobody's order is turned"
    assert crdt.merged(crdt.replayed(log), b"\x00\x00").text == now


@given(SAVES)
def test_the_log_comes_to_the_same_text_in_any_order_that_respects_what_was_read(saves):
    """Two readers who got the same updates in another order read the same."""
    base = crdt.rewritten(b"", "Anfang\n")
    start = crdt.merged(b"", base).state
    updates = [
        crdt.rewritten(start, f"Anf{place}ang\n{'x' * long}") for _r, place, long, _c in saves
    ]
    updates = [one for one in updates if one]
    assert crdt.texts([base, *updates])[-1] == crdt.texts([base, *reversed(updates)])[-1]


def test_two_people_who_write_at_the_same_place_are_both_there_in_one_piece():
    base = crdt.rewritten(b"", "- Punkt\n")
    start = crdt.merged(b"", base).state
    one = crdt.rewritten(start, "- Punkt\n- Ada schreibt das\n")
    other = crdt.rewritten(start, "- Punkt\n- Bo schreibt jenes\n")
    text = crdt.texts([base, one, other])[-1]
    assert "- Ada schreibt das\n" in text
    assert "- Bo schreibt jenes\n" in text
    assert text.startswith("- Punkt\n")
    assert len(text) == len("- Punkt\n- Ada schreibt das\n- Bo schreibt jenes\n")


@pytest.mark.parametrize("broken", [b"", b"\x00", b"garbage", b"\xff" * 30, b"\x01\x04\xb1\xfa"])
def test_bytes_that_are_no_update_are_refused(broken):
    state = crdt.merged(b"", crdt.rewritten(b"", "Text")).state
    with pytest.raises(crdt.Unreadable):
        crdt.merged(state, broken)
    cut = crdt.rewritten(state, "Text und mehr")[:-3]
    with pytest.raises(crdt.Unreadable):
        crdt.merged(state, cut)


@given(st.lists(st.tuples(st.integers(0, 999), st.integers(0, 255)), min_size=1, max_size=4))
def test_broken_bytes_are_refused_or_merged_and_never_end_otherwise(damage):
    first = crdt.rewritten(b"", "Text mit ä und 😀\n")
    state = crdt.merged(b"", first).state
    sent = bytearray(crdt.rewritten(state, "Text mit ü und 😀 und mehr\n"))
    for place, byte in damage:
        sent[place % len(sent)] = byte
    try:
        became = crdt.merged(state, bytes(sent))
    except (crdt.Unreadable, crdt.Ahead):
        return
    assert crdt.merged(became.state, b"\x00\x00").text == became.text


def test_an_update_that_builds_on_what_is_not_there_is_refused():
    first = crdt.rewritten(b"", "eins\n")
    one = crdt.merged(b"", first).state
    second = crdt.rewritten(one, "eins\nzwei\n")
    two = crdt.merged(one, second).state
    for later in (crdt.rewritten(two, "eins\nzwei\ndrei\n"), crdt.rewritten(two, "eins\n")):
        with pytest.raises(crdt.Ahead):
            crdt.merged(one, later)
        assert crdt.merged(two, later).text != "eins\nzwei\n"
    assert crdt.merged(two, second).text == "eins\nzwei\n", "what is there already changes nothing"
