# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""What is found and what is not: the contract of the search, the same on both databases."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labcamp.core import search
from labcamp.core.search.models import Posting, Word
from labcamp.core.sources import Source
from labcamp.core.text.german import asked, distance, fold, grams, stem, stems


@pytest.fixture
def shelf(db):
    """A searchable model: titles in German, weights by place in the title."""
    search.register(Source, lambda source: [(source.title, 10)])

    def put(*titles):
        things = [
            Source.objects.create(url=f"https://example.org/{i}", title=title)
            for i, title in enumerate(titles, Source.objects.count())
        ]
        search.index(*things)
        return things

    yield put
    from labcamp.core.search.index import MODELS

    MODELS.pop(Source)


def titles(text, among=None):
    found = search.find(among or Source.objects.all(), text)
    return [thing.title for thing in found.things(Source.objects.all())]


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("Antrag", "Digitale Anträge im Bauamt"),
        ("Anträge", "Ein Antrag genügt"),
        ("Haus", "Offene Häuser"),
        ("Bürgerämter", "Das Bürgeramt der Zukunft"),
        ("Buergeraemter", "Das Bürgeramt der Zukunft"),
        ("Strasse", "Belebte Straßen"),
        ("straße", "Belebte Strassen"),
        ("digitalisierung", "Verwaltungsdigitalisierung leicht gemacht"),
        ("Genehmigung", "Schnellere Baugenehmigungen"),
        ("inovation", "Innovation im Kreis"),
        ("Innovatoin", "Innovation im Kreis"),
        ("Sost", "Zu Gast in Soest"),
        ("Hamubrg", "Treffen in Hamburg"),
        ("digtalisierung", "Verwaltungsdigitalisierung leicht gemacht"),
        ("Prüfung", "Wie wir prüfen"),
        ("prüfen", "Die Prüfung"),
        ("smartcity", "Smart-City-Strategie"),
        ("KI", "Mit KI arbeiten"),
        ("verwalt", "Verwaltung von morgen"),
    ],
)
def test_words_are_found_in_their_forms(shelf, typed, title):
    shelf(title, "Ganz etwas anderes", "Noch mal etwas")
    assert titles(typed) == [title]


@pytest.mark.parametrize("typed", ["und", "!!!", "", "xylophon", "%", "_", "bau gemüse", "a'b\"c"])
def test_what_is_not_there_is_not_found(shelf, typed):
    shelf("Anträge und Häuser", "Verwaltung")
    assert titles(typed) == []


def test_all_words_count_and_without_them_some(shelf):
    shelf("Labor Soest", "Labor Bonn", "Werkstatt Soest")
    assert titles("Labor Soest") == ["Labor Soest"]
    assert search.find(Source.objects.all(), "Labor Bremen").how is search.How.SOME
    assert set(titles("Labor Bremen")) == {"Labor Soest", "Labor Bonn"}


def test_the_word_itself_comes_before_compounds_and_those_before_typing_errors(shelf):
    shelf("Innovationslabor", "Verwaltungsinnovation", "Innovation", "Inovation")
    assert titles("Innovation") == ["Innovation", "Innovationslabor", "Verwaltungsinnovation"]
    assert titles("Inovation") == ["Inovation"]


def test_hidden_things_change_nothing_for_those_who_do_not_see_them(shelf):
    seen, _hidden = shelf("Innovation im Amt", "Inovation")
    among = Source.objects.filter(pk=seen.pk)
    with_hidden = search.find(among, "inovation")
    search.forget(_hidden)
    assert search.find(among, "inovation") == with_hidden
    assert with_hidden.ordered == [seen.pk]


def test_the_index_follows_the_thing(shelf):
    (thing,) = shelf("Antrag")
    thing.title = "Bescheid"
    thing.save()
    search.index(thing)
    assert (titles("Antrag"), titles("Bescheide")) == ([], ["Bescheid"])
    search.forget(thing)
    assert titles("Bescheid") == []


def test_reindexing_gives_the_same_and_unused_words_can_be_dropped(shelf):
    shelf("Antrag im Amt", "Verwaltung")

    def postings():
        return set(Posting.objects.values_list("word__text", "thing", "weight"))

    before = postings()
    Posting.objects.all().delete()
    assert search.reindex(Source) == 2
    assert postings() == before
    search.forget(Source.objects.get(title="Verwaltung"))
    assert search.prune() == 1
    assert not Word.objects.filter(text=stem("Verwaltung")).exists()


def test_a_question_costs_the_same_over_three_things_and_over_sixty(shelf, count_queries):
    shelf("Antrag eins", "Antrag zwei", "Antrag drei")
    few = count_queries(lambda: search.find(Source.objects.all(), "Antrag"))
    shelf(*(f"Antrag Nummer {n}" for n in range(57)))
    assert count_queries(lambda: search.find(Source.objects.all(), "Antrag")) == few == 3


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


@given(st.text(max_size=60))
def test_every_asked_word_is_a_word_of_the_text(text):
    assert set(asked(text)) <= set(stems(text))
    assert all(0 < len(word) <= 60 for word in stems(text))


@given(st.text("abcdeß", min_size=4, max_size=12), st.integers(0, 11), st.sampled_from("abcxyz"))
def test_one_wrong_letter_is_one_error(word, place, letter):
    wrong = word[: place % len(word)] + letter + word[place % len(word) + 1 :]
    assert distance(wrong, word, 2) <= 1
    assert distance(word, word, 2) == 0
    assert grams(word)
