# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Files that are wrong: each is refused with its place, and nothing has changed."""

from __future__ import annotations

import copy
import json
from pathlib import Path

import pytest
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.builders.history import SMALL, a_history, shipped, take_in

from labcamp.cli import main
from labcamp.core.record import Fact
from labcamp.network.models import Lab
from labcamp.portability.history.checking import Known, troubles
from labcamp.portability.history.reading import MOST_BYTES, parse, read
from labcamp.portability.history.shape import MANY, ONE
from labcamp.portability.trouble import Broken
from labcamp.series.models import Edition, Series


def _put(data, path, value):
    *way, last = path
    for step in way:
        data = data[step]
    data[last] = value


WRONG = [
    (["labs", 0, "level"], "planet", "$.labs[0].level", "planet"),
    (
        ["labs", 1],
        {"id": "musterlabor", "name": "Zweites", "level": "land"},
        "$.labs[1].id",
        "$.labs[0].id",
    ),
    (
        ["labs", 1],
        {"id": "zweites", "name": "MusterLABOR e. V.", "level": "land", "city": "Musterstadt"},
        "$.labs[1].name",
        "$.labs[0].name",
    ),
    (["labs", 0, "id"], "mit leerzeichen", "$.labs[0].id", "key"),
    (["labs", 0, "name"], "", "$.labs[0].name", "empty"),
    (["labs", 0, "name"], None, "$.labs[0].name", "missing"),
    (["labs", 0, "name"], 7, "$.labs[0].name", "text"),
    (["labs", 0, "name"], "x" * 161, "$.labs[0].name", "160"),
    (["labs", 0, "name"], "Null\x00zeichen", "$.labs[0].name", "control"),
    (["labs", 0, "country"], "Deutschland", "$.labs[0].country", "DE"),
    (["labs", 0, "website"], "javascript:alert(1)", "$.labs[0].website", "https://"),
    (["labs", 0, "status"], "asleep", "$.labs[0].status", "paused"),
    (["labs", 0, "founded"], "2023-02-30", "$.labs[0].founded", "2024-02-26"),
    (["labs", 0, "founded"], "irgendwann", "$.labs[0].founded", "2024-02-26"),
    (["labs", 1, "closed"], "2017", "$.labs[1].closed", "before"),
    (["labs", 1, "successor"], "niemand", "$.labs[1].successor", "niemand"),
    (["labs", 1, "successor"], "altes-labor", "$.labs[1].successor", "itself"),
    (["labs", 0, "sources", 0], "kein Link", "$.labs[0].sources[0]", "https://"),
    (["labs", 0, "topics"], "raum", "$.labs[0].topics", "list"),
    (["labs", 0], "Musterlabor", "$.labs[0]", "object"),
    (["labs"], {"id": "x"}, "$.labs", "list"),
    (["editions", 0, "date"], "26.05.2020", "$.editions[0].date", "2024-02-26"),
    (["editions", 0, "date"], 20200526, "$.editions[0].date", "2024-02-26"),
    (["editions", 0, "start"], "25:00", "$.editions[0].start", "14:30"),
    (["editions", 0, "number"], "eins", "$.editions[0].number", "whole number"),
    (["editions", 0, "number"], True, "$.editions[0].number", "true or false"),
    (["editions", 1, "id"], "1", "$.editions[1]", "$.editions[0]"),
    (["editions", 0, "outputs", 0, "url"], None, "$.editions[0].outputs[0].url", "missing"),
    (["editions", 0, "outputs", 0, "kind"], "report", "$.editions[0].outputs[0].date", "day"),
    (["learnings", 0, "lab"], "unbekannt", "$.learnings[0].lab", "unbekannt"),
    (["learnings", 0, "phase"], "teenager", "$.learnings[0].phase", "teenager"),
    (["learnings", 0, "edition"], 99, "$.learnings[0].edition", "99"),
    (["challenges"], [{"id": "E1", "text": "Doppelt."}], "$.challenges[0].id", "$.learnings[0].id"),
    (["findings"], [{"paper": "x", "number": 1, "title": "y"}], "$.findings[0].paper", "x"),
    (["gaps", "numbers"], [0], "$.gaps.numbers[0]", "between"),
    (["series", "name"], None, "$.series.name", "missing"),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("path", "value", "at", "says"), WRONG)
def test_a_wrong_value_is_refused_with_its_place(path, value, at, says):
    data = a_history()
    _put(data, path, value)

    with translation.override("en"), pytest.raises(Broken) as refused:
        take_in(data)

    assert [t.at for t in refused.value.troubles] == [at]
    assert says in refused.value.troubles[0].says
    assert not Lab.objects.exists()
    assert not Series.objects.exists()
    assert not Fact.objects.exists()


@pytest.mark.django_db
def test_one_wrong_record_among_many_keeps_all_others_out():
    data = shipped()
    data["vocabulary"][-1]["meaning"] = 5
    with pytest.raises(Broken):
        take_in(data)
    assert not Edition.objects.exists()


@pytest.mark.django_db
def test_all_that_is_wrong_is_told_at_once():
    data = a_history()
    data["labs"][0]["country"] = "de"
    data["labs"][1]["closed"] = "2021-13"
    data["editions"][0]["title"] = " "
    with pytest.raises(Broken) as refused:
        take_in(data)
    places = [t.at for t in refused.value.troubles]
    assert places == ["$.labs[0].country", "$.labs[1].closed", "$.editions[0].title"]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "line 1, column 1"),
        (b'{"labs": [}', "line 1, column 11"),
        (b'{\n "series": {"name": "x",}\n}', "line 2"),
        (b"[]", "one JSON object"),
        (b'"text"', "one JSON object"),
        (b"\xff\xfe{}", "byte 0"),
        (b'{"gaps": {"numbers": [NaN]}}', "NaN"),
        (b'{"labs": [], "labs": []}', "labs"),
        (b"[" * 200_000, "deeply"),
        (b'{"a": ' + b"9" * 5000 + b"}", "too large"),
    ],
)
def test_what_is_not_json_says_where_it_breaks(content, says):
    with translation.override("en"), pytest.raises(Broken) as refused:
        parse(content)
    assert says in str(refused.value)


def test_a_file_that_is_too_large_is_not_read(tmp_path):
    file = tmp_path / "large.json"
    with file.open("wb") as large:
        large.truncate(MOST_BYTES + 1)
    with pytest.raises(Broken, match=str(MOST_BYTES)):
        read(file)


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(Broken):
        read(tmp_path / "missing.json")


@pytest.mark.django_db
def test_unknown_fields_are_told_and_do_no_harm():
    data = a_history(dreams=[1])
    data["labs"][0]["motto"] = "Einfach machen"
    report = take_in(data)
    assert [line.at for line in report.lines[-2:]] == ["$.dreams", "$.labs[0].motto"]
    assert not take_in(data).changed


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.data())
def test_whatever_stands_at_a_place_the_check_answers(data):
    """Any JSON value at any place of the file is either right or told; nothing falls over."""
    told = copy.deepcopy(SMALL)
    section = data.draw(st.sampled_from([*ONE, *MANY]))
    record = told.setdefault(section, [{}] if section in MANY else {})
    if isinstance(record, list) and record and data.draw(st.booleans()):
        record = data.draw(st.sampled_from(record))
    if isinstance(record, dict):
        shape = {**ONE, **MANY}[section]
        record[data.draw(st.sampled_from(sorted(shape.fields)))] = data.draw(JSON)
    else:
        told[section] = data.draw(JSON)
    for trouble in troubles(told, Known(levels=frozenset({"land", "kommune"}))):
        assert trouble.at.startswith("$.")
        assert trouble.says


@pytest.mark.django_db(transaction=True)
def test_the_command_answers_with_lines_and_a_status(tmp_path, capsys):
    good, bad = tmp_path / "good.json", tmp_path / "bad.json"
    good.write_text(json.dumps(a_history()), encoding="utf-8")
    broken = a_history()
    broken["labs"][0]["level"] = "planet"
    bad.write_text(json.dumps(broken), encoding="utf-8")

    assert main(["import", "history", str(bad)]) == 1
    said = capsys.readouterr().err
    assert said.startswith("bad.json: $.labs[0].level: „planet“")
    assert said.endswith("Nichts wurde geändert.\n")
    assert not Lab.objects.exists()

    assert main(["import", "history", str(good), "--dry-run"]) == 0
    assert capsys.readouterr().out.endswith("Nur eine Probe: Nichts wurde gespeichert.\n")
    assert not Lab.objects.exists()

    assert main(["import", "history", str(good)]) == 0
    assert "neu          $.labs[0]: Musterlabor\n" in capsys.readouterr().out
    assert main(["import", "history", str(good)]) == 0
    again = capsys.readouterr().out
    assert "unverändert  $.labs[0]: Musterlabor\n" in again
    assert again.endswith("Es hat sich nichts geändert.\n")


def test_the_format_is_described_in_full(root: Path):
    page = (root / "docs" / "reference" / "history-format.md").read_text(encoding="utf-8")
    names = {name for shape in (*ONE.values(), *MANY.values()) for name in shape.fields}
    assert [name for name in sorted({*ONE, *MANY, *names}) if f"`{name}`" not in page] == []
