# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Contrast of colours."""


def _luminance(colour: str) -> float:
    if len(colour) != 7 or colour[0] != "#":
        raise ValueError(colour)
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(ink: str, paper: str) -> float:
    """Contrast ratio of two colours, from 1.0 (equal) to 21.0 (black on white).

    Colours are sRGB as "#rrggbb"; ValueError for anything else. Text needs 4.5, large
    text and controls 3.0. Source: WCAG 2.2, "contrast ratio", success criteria 1.4.3 and
    1.4.11 (https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio).
    """
    light, dark = sorted((_luminance(ink), _luminance(paper)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def readable(colour: str, paper: str, ratio: float = 4.5) -> str:
    """The colour nearest to `colour`, mixed with black or white, that reaches `ratio` on `paper`.

    Colours are sRGB as "#rrggbb"; black or white itself when nothing nearer will do.
    """
    goal = "#000000" if contrast("#000000", paper) > contrast("#ffffff", paper) else "#ffffff"
    for step in range(101):
        mixed = _mix(colour, goal, step / 100)
        if contrast(mixed, paper) >= ratio:
            return mixed
    return goal


def _mix(one: str, other: str, part: float) -> str:
    pairs = [(int(one[i : i + 2], 16), int(other[i : i + 2], 16)) for i in (1, 3, 5)]
    return "#" + "".join(f"{round(a + (b - a) * part):02x}" for a, b in pairs)
