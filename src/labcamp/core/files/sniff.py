# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a file is, by its content alone: a PDF, or a picture that is drawn anew.

Values in, values out. Neither the name nor what the browser claims is asked. A picture that comes
back holds nothing but its pixels: no position, no camera, no comment, nothing hung on behind.
"""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass

from PIL import Image, ImageOps

PIXELS = 40_000_000
LONGEST_SIDE = 2400
TAIL = 2048
FORMATS = ("PNG", "JPEG", "WEBP", "GIF")
# What each format is written as: Pillow's name, media type, ending.
WRITTEN = {
    "PNG": ("PNG", "image/png", "png"),
    "GIF": ("WEBP", "image/webp", "webp"),
    "JPEG": ("JPEG", "image/jpeg", "jpg"),
    "WEBP": ("WEBP", "image/webp", "webp"),
}
OPTIONS: dict[str, dict[str, object]] = {
    "PNG": {"optimize": False},
    "GIF": {"lossless": True, "quality": 50},  # here the quality is only the effort
    "JPEG": {"quality": 85},
    "WEBP": {"quality": 85},
}
MAGIC = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a")


class NotTaken(Exception):
    """The bytes are not taken; `code` is "wrong_type", "broken" or "too_many_pixels"."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Sound:
    """Bytes fit to be stored; width and height in pixels are None for a document."""

    data: bytes
    media_type: str
    ending: str
    width: int | None = None
    height: int | None = None

    @property
    def is_picture(self) -> bool:
        return self.width is not None


def sound(data: bytes) -> Sound:
    """The file as it may be stored; raises NotTaken for anything but a sound picture or PDF."""
    if data.startswith(b"%PDF-"):
        return _document(data)
    if data.startswith(MAGIC) or (data[:4] == b"RIFF" and data[8:12] == b"WEBP"):
        return _picture(data)
    raise NotTaken("wrong_type")


def _document(data: bytes) -> Sound:
    """A PDF names its version at its start and ends with its end mark, with nothing behind it."""
    version, end = data[5:8], data[-TAIL:].rstrip()
    known = version[:2] in (b"1.", b"2.") and version[2:].isdigit()
    if not known or not end.endswith(b"%%EOF") or b"startxref" not in data[-TAIL:]:
        raise NotTaken("broken")
    return Sound(data, "application/pdf", "pdf")


def _picture(data: bytes) -> Sound:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=FORMATS) as image:
                return _drawn_anew(image)
    except NotTaken:
        raise
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as bomb:
        raise NotTaken("too_many_pixels") from bomb
    except Exception as broken:  # a decoder fed with hostile bytes may raise anything
        raise NotTaken("broken") from broken


def _drawn_anew(image: Image.Image) -> Sound:
    """The first frame, upright, at most LONGEST_SIDE pixels long, on a canvas of its own."""
    if image.width * image.height > PIXELS:  # known from the header, before anything is unpacked
        raise NotTaken("too_many_pixels")
    given = image.format or ""
    name, media_type, ending = WRITTEN[given]
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    image.load()
    upright = ImageOps.exif_transpose(_of_eight_bits(image))
    clear = upright.has_transparency_data and name != "JPEG"
    pixels = upright.convert("RGBA" if clear else "RGB")
    canvas = Image.new(pixels.mode, pixels.size)
    canvas.paste(pixels)
    out = io.BytesIO()
    canvas.save(out, name, **OPTIONS[given])
    return Sound(out.getvalue(), media_type, ending, canvas.width, canvas.height)


def _of_eight_bits(image: Image.Image) -> Image.Image:
    """Greys of 16 bits (scanners write them) scaled down; Pillow alone would cut them to white."""
    if not image.mode.startswith("I"):
        return image
    return image.convert("I").point(lambda grey: grey * (1 / 256)).convert("L")
