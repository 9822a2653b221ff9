# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""What is taken, what is refused, and that nothing but pixels comes through."""

import io

import pytest
from PIL import Image
from tests.core.files.samples import (
    PDF,
    SCRIPT,
    SVG,
    a_bomb,
    a_photo_with_position,
    a_picture,
    an_animation,
)

from labcamp.core.files.sniff import LONGEST_SIDE, NotTaken, sound


def opened(data):
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


@pytest.mark.parametrize(
    ("kind", "media_type", "ending"),
    [
        ("PNG", "image/png", "png"),
        ("JPEG", "image/jpeg", "jpg"),
        ("WEBP", "image/webp", "webp"),
        ("GIF", "image/webp", "webp"),
    ],
)
def test_pictures_are_drawn_anew(kind, media_type, ending):
    taken = sound(a_picture(kind))
    assert (taken.media_type, taken.ending) == (media_type, ending)
    assert (taken.width, taken.height, taken.is_picture) == (60, 40, True)
    assert opened(taken.data).size == (60, 40)


def test_a_pdf_is_kept_as_it_is():
    taken = sound(PDF)
    assert (taken.data, taken.media_type, taken.is_picture) == (PDF, "application/pdf", False)


@pytest.mark.parametrize(
    "data",
    [
        SVG,
        SCRIPT,
        b"<!doctype html><title>x</title>",
        b"MZ\x90\0 a program",
        b"PK\x03\x04 an archive",
        b"\0\0\0\x20ftypheic",
        b"BM a bitmap",
        b"II*\0 a TIFF",
        b"%!PS-Adobe-3.0 EPSF-3.0",
        b"RIFF\0\0\0\0AVI ",
        b" %PDF-1.7 not at the start",
    ],
)
def test_nothing_else_is_taken(data):
    with pytest.raises(NotTaken) as refused:
        sound(data)
    assert refused.value.code == "wrong_type"


@pytest.mark.parametrize(
    "data",
    [
        PDF[: len(PDF) // 2],
        PDF + SCRIPT,
        PDF + b"PK\x03\x04 an archive behind it" + b"\0" * 3000,
        b"%PDF-x.y\n" + PDF[9:],
        b"%PDF-1.7\n%%EOF",
        a_picture("PNG")[:-30],
        a_picture("JPEG", (400, 300))[:300],
        a_picture("JPEG", (400, 300))[:-20],
        b"\x89PNG\r\n\x1a\n" + SCRIPT,
        b"GIF89a/*" + SCRIPT,
        b"\xff\xd8\xff" + SCRIPT,
        b"RIFF\x10\0\0\0WEBP" + SCRIPT,
    ],
)
def test_damaged_files_are_refused(data):
    with pytest.raises(NotTaken) as refused:
        sound(data)
    assert refused.value.code == "broken"


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP"])
def test_what_hangs_on_behind_a_picture_is_gone(kind):
    taken = sound(a_picture(kind) + SCRIPT + b"PK\x03\x04")
    assert SCRIPT not in taken.data
    assert b"PK\x03\x04" not in taken.data


def test_position_name_and_remark_are_gone_and_the_picture_stands_upright():
    photo = a_photo_with_position()
    assert opened(photo).getexif().get_ifd(0x8825)[1] == "N"
    assert b"secret remark" in photo

    taken = sound(photo)

    image = opened(taken.data)
    assert dict(image.getexif()) == {}
    assert {"exif", "comment", "icc_profile", "xmp"} & set(image.info) == set()
    assert b"secret remark" not in taken.data
    assert b"Kim Beispiel" not in taken.data
    assert (taken.width, taken.height) == (40, 60)


def test_a_colour_profile_and_text_chunks_do_not_travel_along():
    from PIL.PngImagePlugin import PngInfo

    words = PngInfo()
    words.add_text("Author", "Kim Beispiel")
    taken = sound(a_picture("PNG", pnginfo=words, icc_profile=b"profile of a camera"))
    assert b"Kim Beispiel" not in taken.data
    assert b"profile of a camera" not in taken.data
    assert opened(taken.data).info == {}


def test_transparency_stays_and_colours_for_print_become_colours_for_screens():
    assert opened(sound(a_picture("PNG", mode="RGBA")).data).mode == "RGBA"
    assert opened(sound(a_picture("JPEG", mode="CMYK")).data).mode == "RGB"


def test_a_scan_with_fine_greys_does_not_turn_white():
    out = io.BytesIO()
    Image.new("I;16", (60, 40), 0x8000).save(out, "PNG")
    assert opened(sound(out.getvalue()).data).getpixel((5, 5)) == (128, 128, 128)


def test_a_drawing_in_a_gif_keeps_its_colours_and_holes():
    drawing = Image.new("P", (20, 20), 0)
    drawing.putpalette([0, 0, 0, 251, 13, 77])
    drawing.putpixel((3, 3), 1)
    out = io.BytesIO()
    drawing.save(out, "GIF", transparency=0)
    taken = opened(sound(out.getvalue()).data)
    assert taken.getpixel((3, 3)) == (251, 13, 77, 255)
    assert taken.getpixel((5, 5))[3] == 0


def test_an_animation_becomes_its_first_picture():
    image = opened(sound(an_animation()).data)
    assert getattr(image, "n_frames", 1) == 1
    assert image.getpixel((5, 5)) == (0, 0, 0)


def test_a_large_picture_is_made_smaller_and_keeps_its_shape():
    taken = sound(a_picture("PNG", (4000, 2000)))
    assert (taken.width, taken.height) == (LONGEST_SIDE, LONGEST_SIDE // 2)


@pytest.mark.parametrize("data", [a_bomb(), a_bomb(6400, 6400), a_bomb(12_000, 9_000)])
def test_a_bomb_is_refused_by_its_header(data):
    assert len(data) < 500
    with pytest.raises(NotTaken) as refused:
        sound(data)
    assert refused.value.code == "too_many_pixels"
