# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Compile every catalogue under src/labcamp/locale; needs nothing but polib."""

from pathlib import Path

import polib

LOCALE = Path(__file__).resolve().parent.parent / "src" / "labcamp" / "locale"


def main() -> None:
    for source in sorted(LOCALE.glob("*/*/LC_MESSAGES/django.po")):
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            polib.pofile(str(source)).save_as_mofile(str(target))


if __name__ == "__main__":
    main()
