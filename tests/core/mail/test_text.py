# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""How letters look."""

from labcamp.core.mail.text import WIDTH, folded, letter

ADDRESS = "https://labcamp.example.org/labs/" + "ein-sehr-langer-name-" * 4


def test_long_lines_are_folded_between_words_and_addresses_stay_whole():
    text = folded(
        "Bitte sehen Sie sich das Profil des Labors an und bestätigen Sie es. " * 4 + ADDRESS
    )
    lines = text.splitlines()
    assert all(len(line) <= WIDTH for line in lines[:-1])
    assert lines[-1] == ADDRESS
    assert len(lines) > 4


def test_hyphens_do_not_break_words():
    assert folded("x" * 60 + " Bund-Länder-Kommunen-Treffen").splitlines() == [
        "x" * 60,
        "Bund-Länder-Kommunen-Treffen",
    ]


def test_indented_lines_quotes_and_the_signature_mark_stay():
    text = "    CODE 1234" + " x" * 50 + "\n> " + "zitiert " * 20 + "\n-- \nLabCamp"
    assert folded(text) == text.rstrip() + "\n"


def test_blank_lines_between_paragraphs_stay():
    assert folded("eins\n\nzwei\n\n\n") == "eins\n\nzwei\n"


def test_a_letter_ends_with_who_writes_and_why():
    text = letter(
        ["Guten Tag,", "es geht weiter."],
        sender="LabCamp",
        address="https://labcamp.example.org",
        why="Diesen Brief bekommen Sie, weil Sie ein Labor koordinieren.",
    )
    assert text == (
        "Guten Tag,\n\nes geht weiter.\n\n-- \nLabCamp\nhttps://labcamp.example.org\n"
        "Diesen Brief bekommen Sie, weil Sie ein Labor koordinieren.\n"
    )
