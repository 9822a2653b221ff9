# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""The building blocks of pages: what they render, that they can be read, that they stay small."""

from __future__ import annotations

import gzip
import json
import re
import shutil
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation
from tests.journeys.conftest import AXE, FLAGS

from labcamp.core.text.colour import contrast

STATIC = Path(__file__).parents[2] / "src" / "labcamp" / "web" / "static"
FONTS = ["sans-regular", "sans-semibold", "sans-numerals"]


class Everything(forms.Form):
    """One field of every kind."""

    name = forms.CharField(label="Name", help_text="As it stands on the door", max_length=20)
    about = forms.CharField(label="About", widget=forms.Textarea, required=False)
    day = forms.DateField(label="Day", widget=forms.DateInput(attrs={"type": "date"}))
    level = forms.ChoiceField(label="Level", choices=[("", "–"), ("a", "Federal"), ("b", "State")])
    form = forms.ChoiceField(
        label="Form", choices=[("x", "Online"), ("y", "On site")], widget=forms.RadioSelect
    )
    topics = forms.MultipleChoiceField(
        label="Topics",
        choices=[("1", "Participation"), ("2", "Data")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="As many as you like",
    )
    agreed = forms.BooleanField(label="I agree", help_text="It can be taken back")
    slides = forms.FileField(label="Slides", required=False)
    secret = forms.CharField(widget=forms.HiddenInput, initial="x")


def shown(source: str, path: str = "/labs/", **context) -> str:
    context.setdefault("request", RequestFactory().get(path))
    return Template(source).render(Context(context)).strip()


@pytest.fixture
def english():
    with translation.override("en"):
        yield


# Words and addresses


@pytest.mark.parametrize(
    ("told", "german", "in_english"),
    [
        ("2022-11", "November 2022", "November 2022"),
        ("2021", "2021", "2021"),
        ("", "", ""),
        (None, "", ""),
        ("2022-11/2023-03", "November 2022 – März 2023", "November 2022 – March 2023"),
        ("Herbst 2021", "Herbst 2021", "Herbst 2021"),
    ],
)
def test_dates_are_shown_as_far_as_they_are_told(told, german, in_english):
    source = "{{ told|told_date }}"
    with translation.override("de"):
        assert shown(source, told=told) == german
    with translation.override("en"):
        assert shown(source, told=told) == in_english


def test_a_whole_date_is_the_same_told_or_stored():
    with translation.override("de"):
        assert shown("{{ told|told_date }}", told="2020-05-26") == "26. Mai 2020"
        assert shown("{{ told|told_date }}", told=date(2020, 5, 26)) == "26. Mai 2020"
        assert shown("{{ told|told_short }}", told="2020-05-26") == "05/2020"
        assert shown("{{ told|told_short }}", told="2021") == "2021"


def test_a_link_to_a_page_that_does_not_exist_is_empty():
    assert shown('{% link_to "nowhere:page" 3 as url %}[{{ url }}]') == "[]"
    with translation.override("de"):
        assert shown('{% link_to "nowhere:page home:start" as url %}[{{ url }}]') == "[/]"


@pytest.mark.parametrize(
    ("tag", "address"),
    [
        ("{% query_with page=3 %}", "?q=x&level=a&level=b&page=3"),
        ("{% query_with q=None %}", "?level=a&level=b"),
        ('{% query_with level="c" %}', "?q=x&level=c"),
        ('{% query_toggle "level" "a" %}', "?q=x&level=b"),
        ('{% query_toggle "level" "d" %}', "?q=x&level=a&level=b&level=d"),
    ],
)
def test_the_present_query_is_changed_and_the_page_dropped(tag, address):
    shown_ = shown(tag, path="/labs/?q=x&level=a&level=b&page=2")
    assert shown_.replace("&amp;", "&") == address


def test_markdown_is_safe_and_its_headings_fit_the_page():
    html = shown("{{ text|markdown:3 }}", text="# Titel\n\n<script>alert(1)</script>")
    assert html.startswith("<h3>Titel</h3>")
    assert "<script" not in html


def test_an_excerpt_is_escaped_once():
    assert shown("{{ text|excerpt:40 }}", text="**A & B** <i>") == "A &amp; B &lt;i&gt;"


# Fields


def test_every_field_has_its_label_hint_and_control(english):
    html = shown("{% for f in form.visible_fields %}{% field f %}{% endfor %}", form=Everything())
    controls = re.findall(r'<(?:input|select|textarea)[^>]*\bid="([^"]+)"', html)
    labels = re.findall(r'<label[^>]*for="([^"]+)"', html)
    assert controls == labels
    assert 'id="id_name-hint">As it stands on the door<' in html
    assert html.count("(required)") == 5


def test_an_error_stands_beside_its_field_and_is_read_with_it(english):
    form = Everything({"name": "far too long a name for a door"})
    html = shown("{% field form.name %}", form=form)
    assert 'aria-describedby="id_name-hint id_name-error"' in html
    assert 'aria-invalid="true"' in html
    assert re.search(r'<p class="kern-error" id="id_name-error">.*at most 20', html, re.DOTALL)
    assert 'value="far too long a name for a door"' in html


def test_the_summary_of_errors_leads_to_the_fields(english):
    form = Everything({"name": "A", "agreed": ""})
    html = shown('{% include "parts/form_errors.html" with form=form %}', form=form)
    for target in ("#id_day", "#id_level", "#id_form", "#id_agreed"):
        assert f'href="{target}"' in html
    assert "#id_name" not in html
    assert shown('{% include "parts/form_errors.html" with form=form %}', form=Everything()) == ""


def test_a_group_of_choices_is_one_fieldset(english):
    several = shown("{% field form.topics %}", form=Everything({"topics": ["2"]}))
    assert re.findall(r'type="(\w+)" name="topics" value="(\d)"[^>]*checked', several) == [
        ("checkbox", "2")
    ]
    html = shown("{% field form.form %}", form=Everything({"form": "y"}))
    assert html.count("<fieldset") == 1
    assert re.search(r'value="y" id="id_form_1" checked', html)
    assert "(required)" in html.partition("</legend>")[0]


# The whole set on one page, in a real browser


PAGE = """<!doctype html><html lang="en"{theme}><head><meta charset="utf-8"><title>All</title>
<meta name="viewport" content="width=device-width"><style>{css}</style></head>
<body><header class="lc-header"><div class="lc-header__inner"><a class="lc-brand" href="/">{mark}
<span class="lc-brand__name">LabCamp</span></a></div></header>
<main id="main"><div class="lc-main">{body}</div></main></body></html>"""


def level(number: int) -> SimpleNamespace:
    return SimpleNamespace(
        colour=number,
        name=f"Level {number}",
        short_de=f"Ebene {number}",
        short_en=f"Level {number}",
    )


def gallery() -> str:
    """All parts, filled; invented content."""
    lab = SimpleNamespace(slug="a", name="Beispiellabor", level=level(3), town="Musterstadt")
    options = [
        {"value": "a", "name": "Federal", "n": 3, "chosen": True},
        {"value": "b", "name": "State", "n": 12, "chosen": False},
    ]
    edition = SimpleNamespace(
        number=4,
        title="Beispiel",
        state="held",
        date_told="2021-07",
        get_absolute_url="/edition/4/",
    )
    source = (Path(__file__).parent / "components.html").read_text()
    return shown(
        source,
        path="/labs/?level=a",
        form=Everything({"name": "A"}),
        fresh=Everything(),
        levels=[level(n) for n in range(1, 9)],
        lab=lab,
        person=SimpleNamespace(name="Kim Beispiel"),
        facet={"key": "level", "name": "Level", "options": options, "open": True},
        edition=edition,
        page=Paginator(range(200), 10).page(7),
        sources=[SimpleNamespace(url="https://example.org/a", title="A")],
        tabs=[
            {"name": "List", "url": "?", "current": True, "n": 12},
            {"name": "Map", "url": "?map=1", "current": False},
        ],
        rows=[("Name", "Old", "New")],
        figures=[(10, "editions"), (82, "labs")],
        tags=["Participation", "Data"],
    )


@pytest.fixture(scope="module")
def window():
    from playwright.sync_api import sync_playwright

    path = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


def opened(window, body: str, *, width: int, dark: bool, theme: str = ""):
    css = (STATIC / "build" / "labcamp.css").read_text()
    page = window.new_page(
        viewport={"width": width, "height": 900},
        color_scheme="dark" if dark else "light",
        reduced_motion="reduce",
    )
    mark = render_to_string("parts/mark.html")
    page.set_content(PAGE.format(css=css, mark=mark, body=body, theme=theme))
    return page


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing_and_nothing_sticks_out(window, english, width, dark):
    page = opened(window, gallery(), width=width, dark=dark)
    page.evaluate(AXE.read_text())
    found = page.evaluate("() => axe.run(document)")
    assert [(v["id"], n["html"]) for v in found["violations"] for n in v["nodes"]] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()


COLOURS = """names => {
  const box = document.createElement("canvas").getContext("2d", {willReadFrequently: true});
  const probe = document.createElement("i");
  document.body.append(probe);
  return Object.fromEntries(names.map(name => {
    probe.style.color = `var(${name})`;
    box.fillStyle = getComputedStyle(probe).color;
    box.fillRect(0, 0, 1, 1);
    const [r, g, b] = box.getImageData(0, 0, 1, 1).data;
    return [name, "#" + [r, g, b].map(c => c.toString(16).padStart(2, "0")).join("")];
  }));
}"""
PAPERS = ["--lc-paper", "--lc-surface", "--lc-raised", "--lc-accent-tint"]
TEXTS = [
    ("--lc-ink", PAPERS, 7.0),
    ("--lc-ink-soft", PAPERS, 4.5),
    ("--lc-accent", PAPERS, 4.5),
    ("--lc-on-accent", ["--lc-accent"], 4.5),
    ("--lc-on-deep", ["--lc-deep"], 7.0),
    ("--lc-on-deep-soft", ["--lc-deep"], 4.5),
    ("--lc-signal", ["--lc-deep"], 3.0),
    ("--lc-danger", ["--lc-paper"], 4.5),
    ("--lc-line-strong", ["--lc-paper", "--lc-raised"], 3.0),
    *[(f"--lc-level-{n}", ["--lc-paper", "--lc-surface", "--lc-raised"], 4.5) for n in range(1, 9)],
]


@pytest.mark.parametrize(
    ("dark", "theme"),
    [
        (False, ""),
        (True, ""),
        (True, ' data-kern-theme="light"'),
        (False, ' data-kern-theme="dark"'),
    ],
)
def test_every_colour_can_be_read_on_what_it_stands_on(window, dark, theme):
    page = opened(window, "<h1>Colours</h1>", width=390, dark=dark, theme=theme)
    names = sorted({n for ink, papers, _ in TEXTS for n in (ink, *papers)})
    colours = page.evaluate(COLOURS, names)
    page.close()
    is_dark = dark if not theme else "dark" in theme
    assert (contrast(colours["--lc-paper"], "#000000") < 2) is is_dark
    weak = {
        (ink, paper): round(contrast(colours[ink], colours[paper]), 2)
        for ink, papers, least in TEXTS
        for paper in papers
        if contrast(colours[ink], colours[paper]) < least
    }
    assert weak == {}


def test_the_eight_levels_differ_from_each_other(window):
    page = opened(window, "<h1>Levels</h1>", width=390, dark=False)
    colours = page.evaluate(COLOURS, [f"--lc-level-{n}" for n in range(1, 9)])
    page.close()
    assert len(set(colours.values())) == 8


# Behaviour


MENU = """<details class="lc-menu" data-lc="menu"><summary>Menu</summary>
<div class="lc-menu__box"><a href="#x">In it</a></div></details><p id="x">Elsewhere</p>"""


@pytest.fixture
def with_script(window):
    def open_(body: str):
        page = window.new_page(viewport={"width": 800, "height": 600}, color_scheme="light")
        page.route("**/*", lambda route: route.fulfill(body=document, content_type="text/html"))
        script = (STATIC / "build" / "labcamp.js").read_text()
        document = (
            f"<!doctype html><html><head><script>{script}</script></head><body>{body}</body></html>"
        )
        page.goto("http://labcamp.test/")
        return page

    return open_


def test_a_menu_closes_on_escape_and_gives_the_focus_back(with_script):
    page = with_script(MENU)
    page.locator("summary").click()
    page.locator("a").focus()
    page.keyboard.press("Escape")
    assert page.locator("details").evaluate("d => d.open") is False
    assert page.locator("summary").evaluate("s => s === document.activeElement") is True


def test_a_menu_closes_on_a_click_elsewhere(with_script):
    page = with_script(MENU)
    page.locator("summary").click()
    assert page.locator("details").evaluate("d => d.open") is True
    page.locator("#x").click()
    assert page.locator("details").evaluate("d => d.open") is False


def test_the_appearance_is_kept_without_a_cookie(with_script):
    page = with_script(
        '<details data-lc="theme" hidden open><summary>A</summary>'
        '<button data-theme="auto">A</button><button data-theme="dark">D</button></details>'
    )
    page.locator("button[data-theme=dark]").click()
    page.reload()
    assert page.evaluate("document.documentElement.dataset.kernTheme") == "dark"
    assert page.locator("button[data-theme=dark]").get_attribute("aria-pressed") == "true"
    page.locator("button[data-theme=auto]").click()
    assert page.evaluate("document.documentElement.dataset.kernTheme") is None
    assert page.context.cookies() == []


# What goes over the wire


def test_the_assets_stay_small():
    packed = {
        name: len(gzip.compress((STATIC / "build" / name).read_bytes(), 9))
        for name in ("labcamp.css", "labcamp.js", "htmx.js")
    }
    fonts = sum((STATIC / "fonts" / f"{name}.woff2").stat().st_size for name in FONTS)
    assert packed["labcamp.css"] <= 24_000
    assert packed["labcamp.js"] <= 4_000
    assert packed["htmx.js"] <= 20_000
    assert fonts <= 32_000


def test_assets_ask_nobody_else():
    for name in ("labcamp.css", "labcamp.js"):
        text = (STATIC / "build" / name).read_text()
        addresses = set(re.findall(r"https?://[\w./-]+", text))
        assert addresses <= {"http://www.w3.org/2000/svg"}


def test_no_lock_names_a_registry(root):
    lock = json.loads((root / "frontend" / "package-lock.json").read_text())
    assert [name for name, package in lock["packages"].items() if "resolved" in package] == []
    assert "http" not in (root / "frontend" / "node.lock").read_text()
