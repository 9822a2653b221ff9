# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Schedule files as conference tools exchange them: one value, several dialects.

`read` takes the bytes of a file and recognises the dialect by its content; `to_xml` and
`to_json` write the current form of the exchange format (frab, c3voc). A value that has been
read, or passed through `tidy`, comes back equal from both.
"""

from labcamp.publish.schedule.errors import SENTENCES, ScheduleError
from labcamp.publish.schedule.model import (
    Event,
    Kept,
    Link,
    Person,
    Reading,
    Remark,
    Room,
    Schedule,
    day_of,
    kept_summary,
)
from labcamp.publish.schedule.read import MAX_BYTES, read
from labcamp.publish.schedule.tidy import tidy
from labcamp.publish.schedule.write_json import to_json
from labcamp.publish.schedule.write_xml import to_xml

__all__ = [
    "MAX_BYTES",
    "SENTENCES",
    "Event",
    "Kept",
    "Link",
    "Person",
    "Reading",
    "Remark",
    "Room",
    "Schedule",
    "ScheduleError",
    "day_of",
    "kept_summary",
    "read",
    "tidy",
    "to_json",
    "to_xml",
]
