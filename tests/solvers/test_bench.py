# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the benchmark of timetables reads and tells."""

import json

from benchmarks.programme import families, report


def a_row(seed, seconds, score, instance="x", **values):
    return {
        "family": "itc2007",
        "instance": instance,
        "seed": seed,
        "asked": seconds,
        "score": score,
        "feasible": score is not None,
        "reference": values,
    }


def test_several_runs_become_mean_best_and_worst_against_what_is_known():
    known = {"best_published": 3, "best_mean_published": 5.5}
    rows = [a_row(1, 190, 3, **known), a_row(2, 190, 6, **known), a_row(1, 60, 9, **known)]
    rows += [a_row(1, 190, 4, "y", best_published=0, best_mean_published=2)]
    rows += [a_row(1, 190, None, "z", best_published=0, best_mean_published=2)]
    table = report.summary(rows, 190).splitlines()

    assert table[2].split() == ["itc2007", "x", "2/2", "4.5", "3", "6", "9", "5.5", "3"]
    assert table[4].split() == ["itc2007", "z", "0/1", "-", "-", "-", "-", "2", "0"]
    assert "3 of 4 runs feasible; mean at or below the value on 1 of 3 instances" in table[-1]


def test_files_tell_their_family_themselves(tmp_path, capsys):
    for name, content in (
        ("one.json", {"family": "votes"}),
        ("two.json", {"family": "cosplib"}),
        ("three.json", {"family": "chess"}),
        ("reference.json", {"instances": {"one": {"best_seen": 4}}}),
        ("list.json", []),
    ):
        (tmp_path / name).write_text(json.dumps(content))
    found = [(path.name, family) for path, family, _ in families.instances(tmp_path)]

    assert found == [("one.json", "votes"), ("two.json", "cosplib")]
    assert "three.json" in capsys.readouterr().out
    assert families.reference(tmp_path / "one.json") == {"best_seen": 4}
    assert families.reference(tmp_path / "two.json") == {}


def test_the_scorer_is_looked_for_above_the_instances(tmp_path):
    script = tmp_path / "bench" / "score_programme.py"
    script.parent.mkdir()
    script.write_text("")
    deep = tmp_path / "data" / "votes"
    deep.mkdir(parents=True)

    assert families.scorer(deep) == script
