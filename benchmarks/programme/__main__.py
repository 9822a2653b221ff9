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

from benchmarks.programme import families

from labcamp.solvers.compiled import FAST

SCORER = Path(__file__).resolve().parents[3] / "shared" / "bench" / "score_programme.py"


CLOCKS = {"wall": time.monotonic, "cpu": time.process_time}


def main() -> int:
    asked = arguments()
    asked.out.mkdir(parents=True, exist_ok=True)
    print("loops compiled" if FAST else "loops in plain Python (numba is not installed)")
    rows = []
    print(
        f"{'family':<9}{'instance':<20}{'seed':>5}{'score':>10}{'to beat':>10}  result", flush=True
    )
    for path, family, adapter in families.instances(asked.data):
        warm(family, adapter, path)
        for seed in range(asked.seed, asked.seed + asked.runs):
            row = run(path, family, adapter, seed, asked)
            rows.append(row)
            line(row)
    (asked.out / "scores.json").write_text(json.dumps(rows, indent=1) + "\n")
    summary(rows)
    return 0 if all(row["feasible"] for row in rows) else 2


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks.programme", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with instances")
    parser.add_argument("--seconds", type=float, default=60.0, help="per instance and run")
    parser.add_argument("--out", type=Path, required=True, help="folder for solutions and scores")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--runs", type=int, default=1, help="runs per instance, seeds counted up")
    parser.add_argument(
        "--clock",
        choices=["wall", "cpu"],
        default="wall",
        help="what the seconds are; cpu for a machine that does other work as well",
    )
    parser.add_argument("--scorer", type=Path, default=SCORER)
    return parser.parse_args()


WARM = set()


def warm(family, adapter, path):
    """Let the compiler work before the clock starts."""
    if FAST and family not in WARM:
        WARM.add(family)
        adapter.solve(families.content(path, adapter), 0.5, 0, FAST, time.monotonic)


def run(path, family, adapter, seed, asked):
    """Solve from the file's text on, write, score with the independent script."""
    began, used = time.perf_counter(), time.process_time()
    solution, steps, end = adapter.solve(
        families.content(path, adapter), asked.seconds, seed, FAST, CLOCKS[asked.clock]
    )
    took, cpu = time.perf_counter() - began, time.process_time() - used
    name = path.name.removesuffix(".gz").removesuffix(".json").removesuffix(".tim")
    target = asked.out / f"{family}_{name}_{seed}.json"
    target.write_text(json.dumps(solution) + "\n")
    answer = subprocess.run(
        [sys.executable, str(asked.scorer), str(path), str(target), "--json"],
        capture_output=True,
        text=True,
        check=False,
    )
    scored = json.loads(answer.stdout) if answer.stdout.startswith("{") else {}
    return {
        "family": family,
        "instance": name,
        "seed": seed,
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


def line(row):
    beat = families.value_to_beat(row["reference"])
    result = "not feasible"
    if row["feasible"]:
        result = "no value known"
        if beat is not None:
            gap = row["score"] - beat
            result = "equal" if gap == 0 else "better" if gap < 0 else f"worse by {gap:g}"
    score = "-" if row["score"] is None else row["score"]
    print(
        f"{row['family']:<9}{row['instance']:<20}{row['seed']:>5}{score:>10}"
        f"{'-' if beat is None else beat:>10}  {result}  "
        f"({row['seconds']} s, {row['steps']} steps, {row['end']})",
        flush=True,
    )


def summary(rows):
    """Per instance: feasible runs, mean and best against the published mean and best."""
    print(f"\n{'family':<9}{'instance':<20}{'feasible':>9}{'mean':>10}{'best':>8}   known")
    for key in dict.fromkeys((row["family"], row["instance"]) for row in rows):
        same = [row for row in rows if (row["family"], row["instance"]) == key]
        scores = [row["score"] for row in same if row["feasible"]]
        mean = f"{sum(scores) / len(scores):.1f}" if scores else "-"
        known = {k: v for k, v in same[0]["reference"].items() if isinstance(v, int | float)}
        told = ", ".join(f"{name} {value:g}" for name, value in known.items())
        best = min(scores) if scores else "-"
        feasible = f"{len(scores)}/{len(same)}"
        print(f"{key[0]:<9}{key[1]:<20}{feasible:>9}{mean:>10}{best:>8}   {told}")


if __name__ == "__main__":
    sys.exit(main())
