# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""The tables of a benchmark: every run, every instance over its runs, every family."""

from itertools import groupby

GOALS = ("to_beat", "best_seen", "best_mean_published")
"""Names in `reference.json`, in this order, of the value a mean has to reach."""
HEAD = f"{'family':<9}{'instance':<20}{'seed':>5}{'score':>10}{'to reach':>10}  result"
COLUMNS = ("feasible", "mean", "best", "worst", "shorter", "to reach", "best known")


def goal(row):
    values = row["reference"]
    return next((values[key] for key in GOALS if values.get(key) is not None), None)


def best_known(row):
    values = row["reference"]
    return values["best_published"] if values.get("best_published") is not None else goal(row)


def line(row):
    return (
        f"{row['family']:<9}{row['instance']:<20}{row['seed']:>5}{_told(row['score']):>10}"
        f"{_told(goal(row)):>10}  {_result(row)} "
        f"({row['seconds']} s, {row['cpu']} s of CPU, {row['steps']} steps, {row['end']})"
    )


def _result(row):
    if not row["feasible"]:
        return "not feasible " + row["error"].strip()
    beat = goal(row)
    if beat is None:
        return "no value known"
    gap = row["score"] - beat
    return "equal" if gap == 0 else "better" if gap < 0 else f"worse by {gap:g}"


def _told(value):
    return "-" if value is None else f"{value:.1f}".removesuffix(".0")


def summary(rows, seconds):
    """Per instance over its runs of `seconds`, then how much of each family is reached.

    `shorter` is the one run of fewer seconds, where there is one.
    """
    told = [f"\n{'family':<9}{'instance':<20}" + "".join(f"{name:>11}" for name in COLUMNS)]
    counts = {}
    for (family, name), group in groupby(rows, key=lambda row: (row["family"], row["instance"])):
        same = list(group)
        full = [row for row in same if row["asked"] == seconds]
        short = [row["score"] for row in same if row["asked"] != seconds]
        scores = [row["score"] for row in full if row["feasible"]]
        mean = sum(scores) / len(scores) if scores else None
        best, worst = (min(scores), max(scores)) if scores else (None, None)
        values = (mean, best, worst, short[0] if short else None, goal(same[0]))
        cells = [f"{len(scores)}/{len(full)}", *map(_told, (*values, best_known(same[0])))]
        told.append(f"{family:<9}{name:<20}" + "".join(f"{cell:>11}" for cell in cells))
        counts.setdefault(family, []).append(
            (len(scores), len(full), *_reached(mean, best, same[0]))
        )
    return "\n".join(told + [_family(name, found) for name, found in counts.items()])


def _reached(mean, best, row):
    """Whether a value is known; mean at or below it, mean below it, best at the best known."""
    if goal(row) is None or mean is None:
        return goal(row) is not None, False, False, False
    return True, mean <= goal(row), mean < goal(row), best <= best_known(row)


def _family(name, found):
    feasible, runs, known, reached, below, best = map(sum, zip(*found, strict=True))
    return (
        f"{name}: {feasible} of {runs} runs feasible; mean at or below the value on {reached} of "
        f"{known} instances, below it on {below}; best run at or below the best known on {best}"
    )
