# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
# ruff: noqa: ANN001, ANN201 - the compiler infers types; lists and arrays both pass
# mypy: disable-error-code="no-untyped-def"
"""Random numbers that come out alike in plain Python and compiled: a 48-bit linear generator."""

from .compiled import compiled

MASK = (1 << 48) - 1
DIE = 40


@compiled
def draw(seed, below):
    """A whole number from 0 up to, but without, `below`; `seed` is an array of one number."""
    seed[0] = (seed[0] * 25214903917 + 11) & MASK
    return ((seed[0] >> 16) * below) >> 32


@compiled
def throw(seed):
    """A whole number of `DIE` bits; times `below` and without its last `DIE` bits, it is a draw.

    Those last bits, again times a number, give the next draw: several from one throw.
    """
    seed[0] = (seed[0] * 25214903917 + 11) & MASK
    return seed[0] >> 8


@compiled
def fraction(seed):
    """A number above 0.0 and at most 1.0."""
    seed[0] = (seed[0] * 25214903917 + 11) & MASK
    return ((seed[0] >> 8) + 1) / 1099511627776.0


def first(seed: int) -> int:
    """A well-mixed first state for any seed."""
    return (seed * 0x5DEECE66D1F ^ 0x1B56C4E9A7D3) & MASK
