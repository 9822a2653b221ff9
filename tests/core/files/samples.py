# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Files as people send them, and files as attackers do."""

from __future__ import annotations

import io
import struct
import zlib

from PIL import Image

PDF = (
    b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n"
    b"2 0 obj\n<< /Type /Pages /Kids [] /Count 0 >>\nendobj\n"
    b"xref\n0 3\n0000000000 65535 f \n0000000009 00000 n \n0000000058 00000 n \n"
    b"trailer\n<< /Size 3 /Root 1 0 R >>\nstartxref\n110\n%%EOF\n"
)
SCRIPT = b"<script>alert(document.domain)</script>"
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>'
SOEST = (51.0, 34.0, 12.0)  # degrees, minutes, seconds north


def a_picture(kind: str = "PNG", size: tuple[int, int] = (60, 40), mode: str = "RGB", **save):
    out = io.BytesIO()
    colour = {"RGB": (200, 30, 90), "RGBA": (200, 30, 90, 0), "CMYK": (0, 200, 90, 10)}.get(mode, 7)
    Image.new(mode, size, colour).save(out, kind, **save)
    return out.getvalue()


def a_photo_with_position() -> bytes:
    """A JPEG that stands on its side and says where it was taken, by whom and with a remark."""
    exif = Image.Exif()
    exif[0x0112] = 6  # turn by 90 degrees to see it upright
    exif[0x013B] = "Kim Beispiel"
    exif.get_ifd(0x8825).update({1: "N", 2: SOEST, 3: "E", 4: (8.0, 6.0, 30.0)})
    return a_picture("JPEG", exif=exif, comment=b"secret remark")


def a_bomb(width: int = 60_000, height: int = 60_000) -> bytes:
    """A PNG of a few hundred bytes that says it unpacks to gigabytes."""

    def chunk(name: bytes, data: bytes) -> bytes:
        sum_ = zlib.crc32(name + data)
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", sum_)

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"\0" * 1000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def an_animation() -> bytes:
    out = io.BytesIO()
    frames = [Image.new("RGB", (20, 20), (shade, 0, 0)) for shade in (0, 120, 240)]
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:])
    return out.getvalue()
