# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Small conversions the dialects share: words, addresses, identifiers, times."""

import base64
import binascii
import re
import unicodedata
import uuid
from datetime import date, datetime
from urllib.parse import quote, urljoin, urlsplit, urlunsplit
from zlib import crc32
from zoneinfo import ZoneInfo

# Identifiers we have to make are derived from this one, so that a second import makes the same.
NAMESPACE = uuid.UUID("5f1d3c0e-8a55-5d0e-9c5b-3a1c6f0b7e21")

# A year outside is a slip of the pen, and near its ends the calendar cannot be counted on.
_YEARS = range(1900, 2200)
MOST_MINUTES = 99 * 60 + 59

# Characters XML 1.0 does not know (https://www.w3.org/TR/xml/#charsets).
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_SHORT_UUID_LENGTH = 22
_HOST = re.compile(r"[\w-]+(\.[\w-]+)*\.[a-z]{2,}([/?#:].*)?", re.IGNORECASE)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_AUTHORITY = re.compile(r"([\w.~!$&'()*+,;=:-]*@)?(\[[0-9a-f:.]+\]|[\w.-]+)(:\d+)?", re.IGNORECASE)
_LONE_PERCENT = re.compile("%(?![0-9a-fA-F]{2})")
_SAFE = "%/:@!$&'()*+,;=~?"
_CLOCK = re.compile(r"(\d{1,4}):([0-5]\d)(?::[0-5]?\d)?")
_ISO = re.compile(r"P(?:(\d{1,2})D)?(?:T(?:(\d{1,3})H)?(?:(\d{1,5})M)?(?:\d+S)?)?")


def legal(text: str) -> str:
    """The text without characters XML cannot carry."""
    return _ILLEGAL.sub("", text)


def line(text: str) -> str:
    """One line: illegal characters gone, white space runs become one blank."""
    return " ".join(legal(text).split())


def block(text: str) -> str:
    """Several lines: line ends become line feeds, white space around the text goes."""
    return legal(text).replace("\r\n", "\n").replace("\r", "\n").strip()


def web_address(text: str, base: str = "") -> str:
    """An http, https or mailto address made absolute; "" when it is none of these."""
    text = line(text)
    if text.startswith("//"):
        text = f"https:{text}"
    elif not _SCHEME.match(text) or re.match(r"[\w.-]+:\d", text):
        text = f"https://{text}" if _HOST.fullmatch(text) else _joined(base, text)
    scheme, _, rest = text.partition(":")
    if scheme.lower() == "mailto":
        return f"mailto:{rest}" if "@" in rest else ""
    return _escaped(text) if scheme.lower() in {"http", "https"} else ""


def _escaped(address: str) -> str:
    """The address with everything a URI cannot hold percent-encoded; "" without a usable host."""
    try:
        scheme, host, path, query, fragment = urlsplit(address)
        port = urlsplit(address).port
    except ValueError:
        return ""
    if not _AUTHORITY.fullmatch(host) or port == 0:
        return ""
    parts = (quote(_LONE_PERCENT.sub("%25", part), safe=_SAFE) for part in (path, query, fragment))
    return urlunsplit((scheme, host, *parts))


def page_address(text: str, base: str = "") -> str:
    """An http or https address written the way the exchange schema wants it, else ""."""
    address = web_address(text, base)
    return "" if address.startswith("mailto:") else address


def _joined(base: str, text: str) -> str:
    try:
        return urljoin(base, text) if base and text else ""
    except ValueError:
        return ""


def guid_from(text: str) -> str:
    """A UUID in lower case from its usual spellings; "" when the text is none of them."""
    text = text.strip()
    if _UUID.fullmatch(text.lower()):
        return text.lower()
    if re.fullmatch(r"[0-9a-fA-F]{32}", text):
        return str(uuid.UUID(hex=text))
    if len(text) == _SHORT_UUID_LENGTH:
        try:
            return str(uuid.UUID(bytes=base64.b64decode(f"{text}==", b"-_", validate=True)))
        except (ValueError, binascii.Error):
            return ""
    return ""


def guid_for(*parts: object) -> str:
    """A UUID made from what the thing is; the same parts give the same one."""
    return str(uuid.uuid5(NAMESPACE, "\n".join(legal(str(part)) for part in parts)))


def number_for(key: str, taken: set[int]) -> int:
    """A positive number of at most six digits made from a key, free among `taken`."""
    number = crc32(key.encode()) % 900_000 + 100_000
    while number in taken:
        number = number + 1 if number < 999_999 else 100_000
    return number


def slug(text: str, joint: str = "-") -> str:
    """Lower-case ASCII letters and digits, joined; umlauts are spelled out."""
    text = text.lower().translate({228: "ae", 246: "oe", 252: "ue", 223: "ss"})
    text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", joint, text).strip(joint)


def acronym_from(text: str, title: str) -> str:
    """At least four of a-z, 0-9, "_" and "-", as the exchange schema wants it."""
    found = re.sub(r"[^a-z0-9_-]+", "-", text.lower()).strip("-") or slug(title)[:40].strip("-")
    return found if len(found) >= 4 else f"{found or 'schedule'}-camp"[-40:]


def minutes_from(value: str | int) -> int:
    """Minutes from "1:30", "01:30:00", "PT1H30M" or a bare number; 0 when unreadable."""
    text = str(value).strip()
    if text.isascii() and text.isdigit():
        minutes = int(text[:9])
    elif clock := _CLOCK.fullmatch(text):
        minutes = int(clock[1]) * 60 + int(clock[2])
    elif (iso := _ISO.fullmatch(text)) and any(iso.groups()):
        days, hours, rest = (int(part or 0) for part in iso.groups())
        minutes = (days * 24 + hours) * 60 + rest
    else:
        return 0
    return minutes if 0 < minutes <= MOST_MINUTES else 0


def clock_from(minutes: int) -> str:
    """Hours and minutes, "01:30"."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def date_from(text: str) -> date | None:
    """The date at the front of an ISO date or moment, None when there is none to believe."""
    try:
        found = date.fromisoformat(text.strip()[:10])
    except ValueError:
        return None
    return found if found.year in _YEARS else None


def moment_from(text: str) -> datetime | None:
    """An ISO date with a time, aware or not; None for anything else."""
    text = text.strip()
    if len(text) <= len("2026-01-01"):
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.year in _YEARS else None


def zone_from(name: str) -> ZoneInfo | None:
    """The time zone of an IANA name, None when there is no such zone."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return None
