# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""What can be wrong with a schedule file: a code, a place and a detail; the words come later."""

from labcamp.publish.schedule.text import legal

# English sentences for logs and the command line; pages translate by code.
SENTENCES = {
    "too-large": "The file is larger than {detail}.",
    "empty": "The file is empty.",
    "html-page": "This is a web page, not a schedule file.",
    "unknown-format": "This is not a schedule file of a known form: {detail}.",
    "not-xml": "The file is not well-formed XML: {detail}.",
    "not-json": "The file is not well-formed JSON: {detail}.",
    "document-type": "The file declares a document type or entities, which is refused.",
    "too-deep": "The file is nested too deeply.",
    "wrong-shape": "Something else stands where {detail} is expected.",
    "too-many-events": "The file has more than {detail} events.",
    "no-events": "The file contains no event.",
    "event-without-title": "An event has no title.",
    "event-without-start": "An event has no start.",
    "event-without-room": "An event has no room.",
    "start-unreadable": "The start “{detail}” cannot be read.",
    "date-unreadable": "The date “{detail}” cannot be read.",
    "duration-unreadable": "The duration “{detail}” cannot be read or is not between "
    "one minute and 99:59 hours.",
    "end-before-start": "The end lies before the start: {detail}.",
    "duplicate-id": "Two events have the same number {detail}.",
    "duplicate-guid": "Two events have the same identifier {detail}.",
    "unknown-zone": "The time zone “{detail}” is not known.",
}


class ScheduleError(Exception):
    """A file that cannot be taken over.

    `code` is a key of SENTENCES; `where` is an XML or JSON path ("" when the file as a whole is
    meant); `line` counts from 1, 0 when unknown; `detail` is the offending value or limit.
    """

    def __init__(self, code: str, where: str = "", detail: str = "", line: int = 0) -> None:
        self.code = code
        self.where = where
        self.detail = legal(detail)[:200]
        self.line = line
        super().__init__(self.sentence())

    def sentence(self) -> str:
        """The English sentence with its place."""
        place = f"line {self.line}" if self.line else ""
        place = ", ".join(part for part in (place, self.where) if part)
        said = SENTENCES[self.code].replace("{detail}", self.detail)
        return f"{said} ({place})" if place else said
