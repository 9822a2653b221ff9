# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""An offer to host as the labs read it: the question and its text, in the entries' language."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext, override

from labcamp.core.instance import current
from labcamp.series.models import HostOffer


def question(offer: HostOffer, names: Sequence[str]) -> str:
    """What the labs are asked; `names` are those of the offering labs, at least one."""
    with override(current.instance().content_language):
        asked = ngettext(
            "Shall %(labs)s host edition #%(number)s?",
            "Shall %(labs)s host edition #%(number)s together?",
            len(names),
        )
        return (asked % {"labs": _joined(names), "number": offer.call.number})[:300]


def text(offer: HostOffer, names: Sequence[str]) -> str:
    """The offer as Markdown; what nobody has said yet is left out."""
    with override(current.instance().content_language):
        rows = [
            (gettext("Theme"), offer.theme),
            (gettext("Hosts"), _joined(names)),
            (gettext("When"), _when(offer)),
            (gettext("Format"), str(offer.get_form_display())),
            (gettext("Place"), offer.place),
            (gettext("Seats"), str(offer.seats or "")),
        ]
        told = "\n".join(f"- **{what}:** {value}" for what, value in rows if value)
        parts = [told, offer.about]
        if offer.needs:
            parts.append(f"**{gettext('What the hosts need from others')}**\n\n{offer.needs}")
        return "\n\n".join(part for part in parts if part)


def _joined(names: Sequence[str]) -> str:
    if len(names) < 2:
        return "".join(names)
    return gettext("%(several)s and %(last)s") % {
        "several": ", ".join(names[:-1]),
        "last": names[-1],
    }


def _when(offer: HostOffer) -> str:
    days = [day for day in (offer.first_day, offer.last_day) if isinstance(day, date)]
    exact = " – ".join(dict.fromkeys(date_format(day, "DATE_FORMAT") for day in days))
    return f"{offer.period} ({exact})" if exact else offer.period
