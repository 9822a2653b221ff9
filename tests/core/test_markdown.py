# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""People's words become HTML that is safe, and plain text that is plain."""

import pytest
from django.template import Context, Template

from labcamp.core.text.markdown import plain, render


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "[klick](javascript:alert(1))",
        "<img src=x onerror=alert(1)>",
        '<a href="x" onclick="alert(1)">a</a>',
        "![bild](https://evil.example/pixel.png)",
        "[a](data:text/html;base64,PHNjcmlwdD4=)",
    ],
)
def test_nothing_in_the_text_runs_or_loads(hostile):
    html = render(hostile)
    assert "<script" not in html
    assert "<img" not in html
    assert 'href="javascript' not in html
    assert 'href="data' not in html


def test_headings_begin_where_the_page_wants_them():
    assert "<h3>" in render("# Titel", top=3)
    assert "<h6>" in render("##### Tief", top=3)


def test_plain_text_is_plain_and_cut_at_a_word():
    assert plain('Fragen & **Antworten** "heute" <jetzt>') == 'Fragen & Antworten "heute" <jetzt>'
    assert plain("eins zwei drei vier", 14) == "eins zwei …"


def test_an_excerpt_cannot_leave_an_attribute():
    shown = Template('<meta content="{{ text|excerpt:80 }}">').render(
        Context({"text": 'Hallo" onload="alert(1)'})
    )
    assert shown.count('"') == 2


def test_plain_text_keeps_what_is_read_and_drops_pictures_and_addresses():
    text = (
        "# Titel\n\nEins  \nzwei [Weg](https://a.example/x) ![Bild](b.png) a\\*b &amp;\n\n"
        "- Punkt `x<y>`\n\n| A | B |\n|---|---|\n| c | d |\n\n```\nProbe\n```"
    )
    assert plain(text) == "Titel Eins zwei Weg a*b & Punkt x<y> A B c d Probe"
