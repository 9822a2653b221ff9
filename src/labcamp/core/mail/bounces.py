# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Letters that came back: reading what mail servers report (RFC 3464, RFC 3463), and marking them.

A report is believed only when it names a letter by the random part of its Message-ID, which nobody
knows but who handled that one letter. So nobody can mark another person's address by a forged
report. Failures that may pass (4.x.x), delays and automatic answers mark nothing.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import Message
from email.utils import parseaddr

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from labcamp.core.access import system
from labcamp.core.mail import facts
from labcamp.core.mail.models import Letter
from labcamp.core.record import record

MOST = 2_000_000  # bytes of a report; what is longer is cut
LETTER = re.compile(r"letter-([0-9]{1,15})\.([0-9a-f]{32})@")
STATUS = re.compile(r"(?<![0-9.])([245])\.([0-9]{1,3})\.([0-9]{1,3})(?![0-9.])")
REPLY = re.compile(r"(?<![0-9.-])5[0-9]{2}(?![0-9.-])")
SENDERS = ("mailer-daemon", "postmaster")

REASONS = {
    "5.1.1": _("There is no such address."),
    "5.1.0": _("There is no such address."),
    "5.1.2": _("There is no such mail server."),
    "5.1.3": _("The address is not written correctly."),
    "5.1.6": _("The mailbox has moved."),
    "5.1.10": _("There is no such address."),
    "5.2.1": _("The mailbox is closed."),
    "5.2.2": _("The mailbox is full."),
    "5.2.3": _("The letter was too large for the mailbox."),
    "5.3.4": _("The letter was too large for the mailbox."),
    "5.4.1": _("The mail server takes no letters for this address."),
    "5.4.4": _("There is no such mail server."),
    "5.7.1": _("The mail server refused the letter."),
}
GROUPS = {
    "5.4": _("The mail server could not be reached."),
    "5.7": _("The mail server refused the letter."),
}


def reason(status: str) -> str:
    """Why a letter came back, in words."""
    found = REASONS.get(status) or GROUPS.get(".".join(status.split(".")[:2]))
    return str(found or _("It could not be delivered."))


@dataclass(frozen=True)
class Bounce:
    """What a report says: the letter it names, and the status of a permanent failure or ""."""

    letter: int
    reference: str
    status: str


def read(raw: bytes) -> Bounce | None:
    """The report in a message; None for anything else, automatic answers among it."""
    message = message_from_bytes(raw[:MOST], policy=policy.compat32)
    reported = _reported(message)
    if reported is None and _answers_by_itself(message):
        return None
    status = reported if reported is not None else _told(message)
    named = LETTER.search("\n".join(_returned(message)))
    if status is None or named is None:
        return None
    return Bounce(int(named[1]), named[2], status if status.startswith("5") else "")


def _reported(message: Message) -> str | None:
    """The status in a delivery report; "" when it reports no failure, None without a report."""
    if message.get_content_type() != "multipart/report":
        return None
    blocks = [
        block
        for part in message.walk()
        if part.get_content_type() in ("message/delivery-status", "message/global-delivery-status")
        for block in _blocks(part)
        if block.get("Action")
    ]
    if not blocks:
        return None
    failed = [one for one in blocks if str(one["Action"]).strip().lower() == "failed"]
    found = [STATUS.search(str(one.get("Status", ""))) for one in failed]
    return next((match[0] for match in found if match and match[1] == "5"), "")


def _blocks(part: Message) -> list[Message]:
    payload = part.get_payload()
    return [one for one in payload if isinstance(one, Message)] if isinstance(payload, list) else []


def _answers_by_itself(message: Message) -> bool:
    said = str(message.get("Auto-Submitted", "")).lower()
    kind = str(message.get("Precedence", "")).lower()
    return "auto-replied" in said or kind == "auto_reply" or "X-Autoreply" in message


def _told(message: Message) -> str | None:
    """The status in the words of a server without reports, from its own address only."""
    sender = parseaddr(str(message.get("From", "")))[1].lower()
    if sender.partition("@")[0] not in SENDERS:
        return None
    words = next((text for text in _texts(message)), "")
    own = words.split("Message-ID:")[0]
    for match in STATUS.finditer(own):
        if match[1] in "45":
            return match[0]
    return "5.0.0" if REPLY.search(own) else None


def _returned(message: Message) -> Iterator[str]:
    """Everything that may hold the Message-ID of the letter that came back."""
    for part in message.walk():
        for name in ("Message-ID", "In-Reply-To", "References", "X-Labcamp-Letter"):
            yield str(part.get(name, ""))
    yield from _texts(message)


def _texts(message: Message) -> Iterator[str]:
    for part in message.walk():
        payload = part.get_payload(decode=True)
        if part.get_content_maintype() == "text" and isinstance(payload, bytes):
            yield payload.decode("utf-8", "replace")


@transaction.atomic
def take(raw: bytes, *, now: datetime) -> Letter | None:
    """Mark the letter a permanent failure is about; None when the message is about none of ours."""
    said = read(raw)
    if said is None or not said.status:
        return None
    letter = (
        Letter.objects.select_for_update()
        .filter(pk=said.letter, reference=said.reference, bounced_at=None)
        .first()
    )
    if letter is None:
        return None
    letter.bounced_at, letter.bounce = now, said.status[:12]
    letter.save(update_fields=["bounced_at", "bounce"])
    record(facts.LETTER_BOUNCED, about=letter, by=system("mail", now), status=said.status)
    return letter


def came_back(addresses: Collection[str]) -> dict[str, str]:
    """Those addresses whose last letter came back, and why: one query."""
    last: dict[str, str] = {}
    rows = Letter.objects.filter(to__in=addresses).exclude(sent_at=None)
    for to, bounced, status in rows.order_by("written_at", "pk").values_list(
        "to", "bounced_at", "bounce"
    ):
        last[to] = reason(status) if bounced else ""
    return {to: why for to, why in last.items() if why}
