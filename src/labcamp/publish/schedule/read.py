# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Recognise a schedule file by its content and read it."""

import codecs
import json

from labcamp.publish.schedule.assemble import assemble
from labcamp.publish.schedule.errors import ScheduleError
from labcamp.publish.schedule.model import Reading
from labcamp.publish.schedule.raw import RawSchedule
from labcamp.publish.schedule.read_json import raw_from_json
from labcamp.publish.schedule.read_pretalx import looks_collected, raw_from_pretalx
from labcamp.publish.schedule.read_xml import raw_from_xml

# The largest file known to us, four days of a congress, has 0.4 MB.
MAX_BYTES = 8 * 1024 * 1024


def read(data: bytes) -> Reading:
    """The schedule in the file; ScheduleError when it is none or broken.

    Reads schedule.xml (frab, pretalx), schedule.json (frab tools, pretalx old and new) and
    tables collected from pretalx' API. What no field exists for is in `kept_aside`.
    """
    if len(data) > MAX_BYTES:
        raise ScheduleError("too-large", "", f"{MAX_BYTES // 1024 // 1024} MB")
    head = _head(data)
    if not head:
        raise ScheduleError("empty")
    if head.startswith(("<!doctype html", "<html")):
        raise ScheduleError("html-page")
    return assemble(raw_from_xml(data.lstrip()) if head.startswith("<") else _raw_json(data))


def _head(data: bytes) -> str:
    """The first characters in lower case, whatever the encoding, without white space."""
    start = data[:1000]
    wide = start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    text = start.decode("utf-16" if wide else "utf-8-sig", errors="ignore")
    return text.replace("\0", "").lstrip().lower()


def _raw_json(data: bytes) -> RawSchedule:
    """The words of any of the JSON dialects."""
    try:
        document = json.loads(data)
    except json.JSONDecodeError as broken:
        raise ScheduleError("not-json", "", broken.msg, broken.lineno) from broken
    except (ValueError, RecursionError) as broken:
        raise ScheduleError("not-json", "", str(broken) or type(broken).__name__) from broken
    if not isinstance(document, dict) or not isinstance(document.get("schedule"), dict):
        raise ScheduleError("unknown-format", "$", "there is no “schedule” in it")
    if looks_collected(document):
        return raw_from_pretalx(document)
    if "conference" in document["schedule"]:
        return raw_from_json(document)
    raise ScheduleError("unknown-format", "$.schedule", "there is no “conference” in it")
