# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Names in running text, matched only when one answer is left."""

from __future__ import annotations

import pytest

from labcamp.portability.history.matching import Called, Directory

LABS = Directory(
    [
        Called(1, "i.LAB", "Anstalt für Beispielprüfung"),
        Called(2, "I-LAB", "Amt für Muster"),
        Called(3, "Digitales Team (PG Muster)", "Musterministerium"),
        Called(4, "Stadtlabor Musterstadt", others=("Stadtwerkstatt",)),
        Called(5, "Agentur Beispiel"),
    ]
)


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("stadtLABOR Musterstadt e. V.", 4),
        ("Stadtwerkstatt", 4),
        ("Digitales Team im Musterministerium (PG Muster)", 3),
        ("Stadt Beispiel, Agentur Beispiel", 5),
        ("Agentur Beispiel, mit Partnern", 5),
        ("i.LAB der Anstalt für Beispielprüfung", 1),
        ("i.LAB", None),
        ("I-LAB des Amts", None),
        ("Land Beispiel", None),
        ("Neue Agentur Beispiel", None),
    ],
)
def test_a_name_is_matched_when_it_is_certain(name, found):
    assert LABS.find(name) == found
