# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Opening, writing, merging and bringing back; who may; what is stored and in which order."""

from __future__ import annotations

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.builders import notes as build
from tests.builders import programme
from tests.builders.network import a_person

from labcamp.core.access import Audience, Refused, guest, may
from labcamp.core.actions import Stale
from labcamp.core.limits import TooMany
from labcamp.core.record import Fact
from labcamp.notes import actions, crdt, queries
from labcamp.notes.models import Pad, PadUpdate
from labcamp.notes.starting import start_for
from labcamp.programme.actions import proposals, timetable
from labcamp.programme.models import Giver, Placement, Proposal
from labcamp.series.models import Edition, Registration
from labcamp.series.queries import viewer_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def session():
    return build.a_session_in_the_programme()


@pytest.fixture
def ada(session):
    return programme.a_participant(session.edition, "Ada Beispiel")


@pytest.fixture
def bo(session):
    return programme.a_participant(session.edition, "Bo Beispiel")


def test_a_pad_begins_with_the_headings_of_its_kind_and_only_once(session, ada, bo):
    pad = actions.begin(session, by=viewer_for(ada))
    assert actions.begin(session, by=viewer_for(bo)).pk == pad.pk
    pad = Pad.objects.get()
    assert pad.text == start_for(session)
    assert pad.text.startswith("## Die Frage\n")
    assert (pad.sequence, pad.written_at, pad.written_by) == (1, None, None)
    assert Fact.objects.filter(kind="notes.pad_begun").count() == 1


@pytest.mark.parametrize("kind", Proposal.Kind.values)
@pytest.mark.parametrize("language", ["de", "en", "fr", ""])
def test_every_kind_of_session_has_headings_in_a_language_of_ours(session, kind, language):
    session.kind, session.language = kind, language
    headings = [line for line in start_for(session).splitlines() if line.startswith("#")]
    assert len(headings) >= 3
    session.edition.language, session.language = "en", "sv"
    assert start_for(session) != start_for(
        Proposal(kind=kind, language="de", edition=session.edition)
    )


def test_what_is_stored_is_the_bytes_as_they_came(session, ada):
    pad = build.a_pad(session, by=ada)
    update = crdt.rewritten(bytes(Pad.objects.get().state), "Neu.\n")
    sequence = actions.append(pad, update, client="c1", by=viewer_for(ada))
    [row] = queries.since(pad, 1)
    assert (row.sequence, row.author, row.client) == (sequence, ada, "c1")
    assert bytes(row.update) == update
    assert Pad.objects.get().text == "Neu.\n"
    assert queries.since(pad, sequence) == []
    assert [row.sequence for row in queries.since(pad, 0)] == [1, 2]


def test_the_same_client_id_is_stored_once(session, ada):
    pad = build.a_pad(session, by=ada)
    update = crdt.rewritten(bytes(Pad.objects.get().state), "Einmal.\n")
    first = actions.append(pad, update, client="c1", by=viewer_for(ada))
    assert actions.append(pad, update, client="c1", by=viewer_for(ada)) == first
    assert PadUpdate.objects.count() == 2


@pytest.mark.parametrize(("update", "error"), [
    (b"kein Update", crdt.Unreadable),
    (b"\x00" * (actions.UPDATE_MOST + 1), actions.TooLong),
])  # fmt: skip
def test_a_malformed_update_is_refused_and_nothing_is_stored(session, ada, update, error):
    pad = build.a_pad(session, by=ada)
    before = Pad.objects.values().get()
    with pytest.raises(error):
        actions.append(pad, update, client="c1", by=viewer_for(ada))
    assert Pad.objects.values().get() == before
    assert PadUpdate.objects.count() == 1


def test_an_update_that_came_too_early_is_refused_until_the_others_are_there(session, ada):
    pad = build.a_pad(session, by=ada)
    state = bytes(Pad.objects.get().state)
    first = crdt.rewritten(state, "eins\n")
    second = crdt.rewritten(crdt.merged(state, first).state, "einszwei\n")
    by = viewer_for(ada)
    with pytest.raises(crdt.Ahead):
        actions.append(pad, second, client="c2", by=by)
    actions.append(pad, first, client="c1", by=by)
    actions.append(pad, second, client="c2", by=by)
    assert Pad.objects.get().text == "einszwei\n"


def test_two_stale_forms_keep_both_peoples_words(session, ada, bo):
    pad = build.a_pad(session, "- Punkt\n", by=ada)
    read = pad.sequence
    build.write(pad, "- Punkt\n- von Ada\n", by=ada, read_at=read)
    pad = build.write(pad, "- von Bo\n- Punkt\n", by=bo, read_at=read)
    assert pad.text == "- von Bo\n- Punkt\n- von Ada\n"
    assert (pad.written_by, pad.sequence) == (bo, read + 2)


def test_what_one_deleted_stays_deleted_and_what_another_wrote_into_it_stays(session, ada, bo):
    pad = build.a_pad(session, "eins\nzwei\ndrei\n", by=ada)
    read = pad.sequence
    build.write(pad, "eins\n", by=ada, read_at=read)
    pad = build.write(pad, "eins\nzwei\nund noch etwas\ndrei\n", by=bo, read_at=read)
    assert pad.text == "eins\nund noch etwas\n"


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(saves=st.lists(st.tuples(st.integers(0, 9), st.integers(0, 80)), min_size=1, max_size=6))
def test_any_order_of_form_saves_keeps_everybodys_words(session, ada, bo, saves):
    """The property of `test_merging` again, through the action and its two caches."""
    Pad.objects.all().delete()
    pad = build.a_pad(session, by=ada)
    tokens = []
    for number, (back, place) in enumerate(saves):
        read = max(1, pad.sequence - back)
        base = queries.text_at(pad, read)
        tokens.append(f"[{number}: äöü😀]")
        typed = base[:place] + tokens[-1] + base[place:]
        pad = build.write(pad, typed, by=(ada, bo)[number % 2], read_at=read)
        assert queries.text_at(pad, pad.sequence) == pad.text
        assert tokens[-1] in pad.text
    for char in "".join(tokens) + start_for(session):
        told = start_for(session).count(char) + sum(token.count(char) for token in tokens)
        assert pad.text.count(char) == told, "nothing lost, nothing twice"
    updates = [bytes(row.update) for row in queries.since(pad, 0)]
    assert crdt.texts(updates)[-1] == pad.text == crdt.texts([bytes(pad.state)])[-1]


def test_nothing_changed_is_not_stored(session, ada):
    pad = build.a_pad(session, "Text\n", by=ada)
    saved = actions.save(pad, "Text\r\n", read_at=pad.sequence, client="x", by=viewer_for(ada))
    assert saved == actions.Saved(pad.sequence, changed=False)
    assert Pad.objects.get().sequence == pad.sequence


@pytest.mark.parametrize("read_at", [-1, 99])
def test_a_state_that_never_was_cannot_have_been_read(session, ada, read_at):
    pad = build.a_pad(session, by=ada)
    with pytest.raises(actions.NeverRead):
        actions.save(pad, "x", read_at=read_at, client="x", by=viewer_for(ada))


def test_a_pad_has_a_limit_that_merging_cannot_pass_either(session, ada, bo, monkeypatch):
    monkeypatch.setattr(actions, "MOST", 100)
    pad = build.a_pad(session, "a" * 60, by=ada)
    read = pad.sequence
    build.write(pad, "a" * 60 + "b" * 30, by=ada, read_at=read)
    with pytest.raises(actions.TooLong) as wrong:
        build.write(pad, "c" * 30 + "a" * 60, by=bo, read_at=read)
    assert wrong.value.length == 120
    monkeypatch.setattr(actions, "MOST", 50)
    assert build.write(pad, "a" * 80, by=bo).text == "a" * 80, "shortening is always possible"


def test_saving_has_a_rate_and_what_is_refused_is_not_counted(session, ada, monkeypatch):
    monkeypatch.setattr(actions, "SAVES", 2)
    pad = build.a_pad(session, by=ada)
    build.write(pad, "1", by=ada)
    build.write(pad, "2", by=ada)
    with pytest.raises(TooMany):
        build.write(pad, "3", by=ada)
    assert Pad.objects.get().text == "2"


def test_an_earlier_state_comes_back_and_nothing_is_lost(session, ada, bo):
    pad = build.a_pad(session, "Gutes\n", by=ada)
    good = pad.sequence
    pad = build.write(pad, "Versehen\n", by=bo)
    back = actions.bring_back(pad, good, seen=pad.sequence, by=viewer_for(ada))
    assert Pad.objects.get().text == "Gutes\n"
    states = queries.history(Pad.objects.get())
    assert [one.sequence for one in states] == [4, 3, 2, 1]
    assert states[0].sequence == back.sequence
    assert [queries.text_at(Pad.objects.get(), n) for n in (2, 3, 4)] == [
        "Gutes\n", "Versehen\n", "Gutes\n",
    ]  # fmt: skip
    assert [(one.length, one.more) for one in states[:2]] == [(6, -3), (9, 3)]
    again = actions.bring_back(Pad.objects.get(), good, seen=4, by=viewer_for(ada))
    assert not again.changed


def test_bringing_back_does_not_run_over_what_was_just_written(session, ada, bo):
    pad = build.a_pad(session, "Gutes\n", by=ada)
    seen = pad.sequence
    build.write(pad, "Gutes\nNeues\n", by=bo)
    with pytest.raises(Stale):
        actions.bring_back(pad, 1, seen=seen, by=viewer_for(ada))
    assert Pad.objects.get().text == "Gutes\nNeues\n"


def test_history_costs_one_query_and_reading_none_more_however_long_the_log(
    session, ada, count_queries
):
    pad = build.a_pad(session, "1\n", by=ada)

    def costs():
        found = Pad.objects.visible_to(viewer_for(ada)).get()
        return (
            count_queries(lambda: queries.history(found)),
            count_queries(lambda: Pad.objects.visible_to(viewer_for(ada)).get().text),
        )

    few = costs()
    for number in range(5):
        build.write(pad, f"{number}\n", by=ada)
    assert costs() == few
    assert few[0] == 1


# Who may.


def seen(pad, viewer):
    return Pad.objects.visible_to(viewer).filter(pk=pad.pk).exists()


def test_who_reads_and_writes(session, ada):
    pad = build.a_pad(session, by=ada)
    edition = session.edition
    giver = a_person("Gibt Beispiel")
    Giver.objects.create(proposal=session, person=giver, name="Gibt")
    waiting = a_person("Wartet Beispiel")
    Registration.objects.create(edition=edition, person=waiting, state="waiting",
                                waiting_since=timezone.now(), at=timezone.now())  # fmt: skip
    elsewhere = programme.a_participant(programme.an_edition(), "Woanders Beispiel")
    for person, allowed in (
        (ada, True), (programme.a_host(edition), True), (giver, True),
        (waiting, False), (elsewhere, False), (a_person(), False),
    ):  # fmt: skip
        viewer = viewer_for(person)
        assert (seen(pad, viewer), may(viewer, "write", pad)) == (allowed, allowed), person
    assert not seen(pad, guest())
    with pytest.raises(Refused):
        actions.append(pad, b"", client="x", by=guest())


def test_a_pad_of_a_session_or_edition_one_does_not_see_is_not_seen(session, ada):
    pad = build.a_pad(session, by=ada)
    Pad.objects.update(audience=Audience.PUBLIC)
    assert seen(pad, guest())
    Proposal.objects.update(audience=Audience.HOSTS)
    assert not seen(pad, guest())
    Proposal.objects.update(audience=Audience.PUBLIC)
    Edition.objects.update(audience=Audience.HOSTS)
    assert not seen(pad, guest())


def test_only_sessions_of_the_published_programme_can_have_a_pad(ada, session):
    late = programme.a_session(session.edition, "Noch ohne Platz", by=ada)
    with pytest.raises(Refused):
        actions.begin(late, by=viewer_for(ada))
    Placement.objects.filter(proposal=session).update(cancelled=True)
    with pytest.raises(Refused):
        actions.begin(session, by=viewer_for(ada))
    assert not Pad.objects.exists()


def test_a_cancelled_session_keeps_what_was_written_and_takes_no_more(session, ada):
    pad = build.a_pad(session, "Bleibt.\n", by=ada)
    host = viewer_for(programme.a_host(session.edition))
    timetable.set_cancelled(session, cancelled=True, by=host)
    assert seen(pad, viewer_for(ada))
    assert not may(viewer_for(ada), "write", pad)
    timetable.set_cancelled(session, cancelled=False, by=host)
    assert may(viewer_for(ada), "write", pad)


def test_a_withdrawn_session_takes_its_pad_out_of_sight_and_brings_it_back(session, ada):
    pad = build.a_pad(session, "Bleibt.\n", by=ada)
    host = viewer_for(programme.a_host(session.edition))
    proposals.withdraw(session, by=host)
    assert not seen(pad, viewer_for(ada))
    assert not seen(pad, host)
    giver = viewer_for(session.by)
    proposals.offer_again(Proposal.objects.get(pk=session.pk), by=giver)
    assert seen(pad, viewer_for(ada))
    assert Pad.objects.get().text == "Bleibt.\n"


@pytest.mark.parametrize("state", ["archived", "called-off"])
def test_the_archive_is_read_only(session, ada, state):
    pad = build.a_pad(session, by=ada)
    Edition.objects.update(state=state)
    assert seen(pad, viewer_for(ada))
    assert not may(viewer_for(ada), "write", pad)


def test_names_are_told_to_those_who_may_know_them(session, ada, bo):
    edition = session.edition
    host, giver = programme.a_host(edition, "Robin Gastgeber"), session.by
    people = [ada.pk, bo.pk, host.pk, giver.pk, None]
    Registration.objects.filter(person=bo).update(audience=Audience.EDITION)
    given = Giver.objects.get(proposal=session)
    given.person = giver
    given.save()

    def told(person):
        return set(queries.names(edition, people, viewer_for(person)).values())

    assert told(ada) == {"Ada Beispiel", "Bo Beispiel", given.name}
    assert told(bo) == {"Bo Beispiel", given.name}
    assert {"Ada Beispiel", "Bo Beispiel", "Robin Gastgeber"} < told(host)
    assert queries.names(edition, [ada.pk], guest()) == {}
