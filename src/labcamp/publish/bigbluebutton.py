# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Signed addresses of BigBlueButton, and the reading of its answers. Asks nobody by itself.

Source: BigBlueButton API, "security model" and "create", "join"
(https://docs.bigbluebutton.org/development/api/): the checksum is SHA-256 over the call's name, its
query and the shared secret.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from urllib.parse import urlencode
from xml.etree import ElementTree as ET


@dataclass(frozen=True)
class Server:
    """Address of the API ("https://host/bigbluebutton/api") and the secret shared with it."""

    base: str
    secret: str

    def call(self, what: str, query: dict[str, str]) -> str:
        """The signed address of one call; parameters keep their order."""
        told = urlencode(query)
        seal = hashlib.sha256(f"{what}{told}{self.secret}".encode()).hexdigest()
        between = "&" if told else ""
        return f"{self.base.rstrip('/')}/{what}?{told}{between}checksum={seal}"

    def create(self, meeting: str, name: str, *, welcome: str = "") -> str:
        """Makes the room, or finds it when it is there already."""
        more = {"welcome": welcome} if welcome else {}
        return self.call("create", {"name": name, "meetingID": meeting, **more})

    def join(self, meeting: str, name: str, *, moderates: bool) -> str:
        """Leads one person into the room under their name."""
        role = "MODERATOR" if moderates else "VIEWER"
        query = {"fullName": name, "meetingID": meeting, "role": role, "redirect": "true"}
        return self.call("join", query)


def succeeded(answer: bytes) -> bool:
    """Whether the server says that the call went well; False for what is no such answer."""
    if b"<!DOCTYPE" in answer[:200] or b"<!ENTITY" in answer:
        return False
    try:
        root = ET.fromstring(answer)  # noqa: S314 - without entities, see above
    except ET.ParseError:
        return False
    return root.findtext("returncode") == "SUCCESS"
