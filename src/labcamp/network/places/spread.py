# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Circles that would cover each other step aside a little. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import cos, hypot, sin

_ROUNDS = 80
_GOLDEN_ANGLE = 2.399963  # radians: circles on the very same spot leave it in all directions


@dataclass(frozen=True, slots=True)
class Disc:
    """A circle in any one unit of length. `weight` is how unwilling it is to move, above 0."""

    x: float
    y: float
    radius: float
    weight: float = 1.0


def _neighbours(discs: Sequence[Disc], reach: float) -> list[tuple[int, int]]:
    """Pairs, each once, that could ever touch: nearer than their radii and `reach` in x and y."""
    order = sorted(range(len(discs)), key=lambda i: discs[i].x)
    widest = max((disc.radius for disc in discs), default=0.0)
    pairs = []
    for place, i in enumerate(order):
        one = discs[i]
        for j in order[place + 1 :]:
            other = discs[j]
            if other.x - one.x >= one.radius + widest + reach:
                break
            near = one.radius + other.radius + reach
            if other.x - one.x < near and abs(other.y - one.y) < near:
                pairs.append((min(i, j), max(i, j)))
    return sorted(pairs)


def _push(
    discs: Sequence[Disc], at: list[list[float]], pairs: list[tuple[int, int]], gap: float
) -> bool:
    """Move every pair that is too close half way apart each; whether any was."""
    moved = False
    for i, j in pairs:
        one, other = discs[i], discs[j]
        need = one.radius + other.radius + gap
        east, south = at[j][0] - at[i][0], at[j][1] - at[i][1]
        if abs(east) >= need or abs(south) >= need:
            continue
        apart = hypot(east, south)
        if apart >= need - 1e-6:
            continue
        if apart < 1e-9:
            east, south, apart = cos(j * _GOLDEN_ANGLE), sin(j * _GOLDEN_ANGLE), 1.0
            need += apart
        share = other.weight / (one.weight + other.weight)
        step = (need - apart) / apart
        at[i][0] -= east * step * share
        at[i][1] -= south * step * share
        at[j][0] += east * step * (1 - share)
        at[j][1] += south * step * (1 - share)
        moved = True
    return moved


@lru_cache(maxsize=64)  # the same filter asked again shows the same circles
def spread(discs: tuple[Disc, ...], *, gap: float, leash: float) -> tuple[tuple[float, float], ...]:
    """Centres at which the discs keep `gap` between them as far as the leash lets them.

    No centre ends farther than `leash` from where it began, so crowded discs may still touch. The
    same discs in the same order give the same centres.
    """
    at = [[disc.x, disc.y] for disc in discs]
    pairs = _neighbours(discs, gap + 2 * leash)
    for _ in range(_ROUNDS):
        if not _push(discs, at, pairs, gap):
            break
        for disc, centre in zip(discs, at, strict=True):
            east, south = centre[0] - disc.x, centre[1] - disc.y
            if (far := hypot(east, south)) > leash:
                centre[0] = disc.x + east * leash / far
                centre[1] = disc.y + south * leash / far
    return tuple((x, y) for x, y in at)
