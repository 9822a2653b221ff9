# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""What was measured, as a table for people and as JSON; what was not run is said as well."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from benchmarks.web.client import Cost


@dataclass
class Report:
    facts: dict[str, Any]
    rows: dict[str, Cost] = field(default_factory=dict)
    views: dict[str, dict[str, float]] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)

    def add(self, name: str, cost: Cost) -> None:
        self.rows[name] = cost
        print(f"{name}: {cost.cpu:.3f} ms", flush=True)

    def not_run(self, what: str) -> None:
        self.missing.append(what)
        print(f"NOT RUN: {what}", flush=True)

    def data(self) -> dict[str, Any]:
        rows = {name: asdict(cost) for name, cost in self.rows.items()}
        return {**self.facts, "requests": rows, "first view": self.views, "not run": self.missing}

    def table(self) -> str:
        width = max(map(len, self.rows), default=20)
        lines = [""]
        lines += [f"{name}: {value}" for name, value in self.facts.items()]
        head = ("CPU ms", "lowest", "highest", "p50 ms", "p99 ms", "bytes", "of")
        lines += ["", f"{'request':{width}} " + " ".join(f"{word:>8}" for word in head)]
        for name, cost in self.rows.items():
            numbers = (cost.cpu, cost.lowest, cost.highest, cost.p50, cost.p99)
            said = " ".join(f"{number:8.3f}" for number in numbers)
            lines.append(f"{name:{width}} {said} {cost.wire:8} {cost.requests:8}")
        for name, view in self.views.items():
            lines.append(
                f"first view, {name}: {view['requests']} requests, {view['wire'] / 1000:.1f} kB, "
                f"sessions visible after {view['visible']:.0f} ms "
                f"({view['fastest']:.0f} to {view['slowest']:.0f})"
            )
        lines += [f"NOT RUN: {what}" for what in self.missing]
        return "\n".join(lines)
