# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Solve every instance in a folder, score the solutions, print a table against known values.

The first run on a machine compiles the loops (about a minute); that is not part of the seconds.
"""

import argparse
import json
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.programme import families, report

from labcamp.solvers.compiled import FAST

CLOCKS = {"wall": time.monotonic, "cpu": time.process_time}


def main() -> int:
    asked = arguments()
    scorer = asked.scorer or families.scorer(asked.data)
    found = list(families.instances(asked.data))
    if scorer is None or not found:
        print("no instances found" if scorer else "no bench/score_programme.py found; use --scorer")
        return 1
    asked.out.mkdir(parents=True, exist_ok=True)
    print("loops compiled" if FAST else "loops in plain Python (numba is not installed)")
    print(report.HEAD, flush=True)
    rows = []
    for path, family, adapter in found:
        warm(family, adapter, path)
        for seed, seconds in turns(asked, adapter):
            row = run(path, family, adapter, seed, seconds, asked, scorer)
            rows.append(row)
            print(report.line(row), flush=True)
            (asked.out / "scores.json").write_text(json.dumps(rows, indent=1) + "\n")
    print(report.summary(rows, asked.seconds))
    return 0 if all(row["feasible"] for row in rows) else 2


def turns(asked, adapter):
    """Seeds with seconds: the runs asked for, and where time is long one of `--also` seconds."""
    for seed in range(asked.seed, asked.seed + asked.runs):
        yield seed, asked.seconds
    if adapter.BY_CLOCK and asked.seconds >= 2 * asked.also > 0:
        yield asked.seed, asked.also


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks.programme", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with instances")
    parser.add_argument("--seconds", type=float, default=60.0, help="per instance and run")
    parser.add_argument("--out", type=Path, required=True, help="folder for solutions and scores")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--runs", type=int, default=1, help="runs per instance, seeds counted up")
    parser.add_argument(
        "--also",
        type=float,
        default=60.0,
        help="where twice as many seconds are given: one run more of this length, 0 for none",
    )
    parser.add_argument(
        "--clock",
        choices=["wall", "cpu"],
        default="wall",
        help="what the seconds are; cpu for a machine that does other work as well",
    )
    parser.add_argument("--scorer", type=Path, help="default: bench/score_programme.py above DATA")
    return parser.parse_args()


WARM = set()


def warm(family, adapter, path):
    """Let the compiler work before the clock starts."""
    if FAST and family not in WARM:
        WARM.add(family)
        adapter.solve(families.content(path, adapter), 0.5, 0, FAST, time.monotonic)


def run(path, family, adapter, seed, seconds, asked, scorer):
    """Solve from the file's text on, write, score with the independent script."""
    began, used = time.perf_counter(), time.process_time()
    solution, steps, end = adapter.solve(
        families.content(path, adapter), seconds, seed, FAST, CLOCKS[asked.clock]
    )
    took, cpu = time.perf_counter() - began, time.process_time() - used
    name = families.name(path)
    target = asked.out / f"{family}_{name}_{seed}_{seconds:g}s.json"
    target.write_text(json.dumps(solution) + "\n")
    answer = subprocess.run(
        [sys.executable, str(scorer), str(path), str(target), "--json"],
        capture_output=True,
        text=True,
        check=False,
    )
    scored = json.loads(answer.stdout) if answer.stdout.startswith("{") else {}
    return {
        "family": family,
        "instance": name,
        "seed": seed,
        "asked": seconds,
        "score": scored.get("score"),
        "feasible": bool(scored.get("feasible")),
        "seconds": round(took, 2),
        "cpu": round(cpu, 2),
        "steps": steps,
        "end": end,
        "parts": scored.get("parts", {}),
        "reference": families.reference(path),
        "error": answer.stderr[-500:],
    }


if __name__ == "__main__":
    sys.exit(main())
