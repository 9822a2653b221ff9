# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Cut Fira Sans down to what European administrations write; run by hand, the result is committed.

    python -m venv fonts && fonts/bin/pip install fonttools==4.68.0 brotli==1.2.1
    fonts/bin/python tools/subset_fonts.py      (after `npm ci` in frontend/)

The full fonts come with @kern-ux/native (Fira Sans, SIL Open Font License 1.1). Kept are Latin with
the letters of all official languages of the European Union written in Latin script, punctuation,
arrows and tabular figures; dropped are hints and everything else. The numerals of the editions
are a file of their own: ten digits, the number sign and two dashes.

The licence reserves the name "Fira" for the unchanged fonts, so ours are called Labcamp Sans.
"""

from __future__ import annotations

from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

ROOT = Path(__file__).resolve().parent.parent
FROM = ROOT / "frontend/node_modules/@kern-ux/native/dist/fonts/fira-sans"
TO = ROOT / "src/labcamp/web/static/fonts"

LETTERS = [
    *range(0x20, 0x7F),
    *range(0xA0, 0x180),
    *map(ord, "ȘșȚțẞ‐‑–—‘’‚“”„•…‹›€−×←↑→↓↗↘✓\u2009\u202f"),
]
FAMILY = "Labcamp Sans"
NUMERALS = [ord(c) for c in "0123456789#–·?+ "]
FILES = {
    "sans-regular": ("FiraSans-Regular", LETTERS),
    "sans-semibold": ("FiraSans-SemiBold", LETTERS),
    "sans-numerals": ("FiraSans-Heavy", NUMERALS),
}


def cut(source: Path, target: Path, codes: list[int]) -> int:
    """Write the subset and return its size in bytes."""
    font = TTFont(source)
    options = subset.Options()
    options.layout_features = ["kern", "liga", "ccmp", "locl", "mark", "tnum"]
    options.hinting = False
    options.name_IDs = [0, 1, 2, 13, 14]  # copyright, family, style, licence and its address
    options.drop_tables += ["FFTM", "DSIG"]
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=codes)
    subsetter.subset(font)
    for record in font["name"].names:
        if record.nameID == 1:
            record.string = FAMILY
    font.flavor = "woff2"
    font.save(target)
    return target.stat().st_size


def main() -> None:
    TO.mkdir(parents=True, exist_ok=True)
    for name, (source, codes) in FILES.items():
        size = cut(FROM / f"{source}.woff2", TO / f"{name}.woff2", codes)
        print(f"{name}.woff2 {size / 1000:.1f} kB")


if __name__ == "__main__":
    main()
