# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Circles that would cover each other step aside a little. Pure."""

from __future__ import annotations

from dataclasses import dataclass
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


def _push(discs: list[Disc], at: list[list[float]], gap: float) -> bool:
    """Move every pair that is too close half way apart each; whether any was."""
    moved = False
    for i, one in enumerate(discs):
        for j in range(i + 1, len(discs)):
            other = discs[j]
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


def spread(discs: list[Disc], *, gap: float, leash: float) -> list[tuple[float, float]]:
    """Centres at which the discs keep `gap` between them as far as the leash lets them.

    No centre ends farther than `leash` from where it began, so crowded discs may still touch. The
    same discs in the same order give the same centres. Time grows with the square of their number:
    about 10 ms for 100 discs.
    """
    at = [[disc.x, disc.y] for disc in discs]
    for _ in range(_ROUNDS):
        if not _push(discs, at, gap):
            break
        for disc, centre in zip(discs, at, strict=True):
            east, south = centre[0] - disc.x, centre[1] - disc.y
            if (far := hypot(east, south)) > leash:
                centre[0] = disc.x + east * leash / far
                centre[1] = disc.y + south * leash / far
    return [(x, y) for x, y in at]
