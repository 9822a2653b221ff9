# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Files about the instance itself: colours, robots, security.txt."""

from datetime import timedelta

from django.conf import settings
from django.http import Http404, HttpResponse

from labcamp.core.door import Request, door
from labcamp.core.instance import current
from labcamp.core.instance.models import Instance
from labcamp.core.text.colour import readable

DARK_PAPER = "#10191c"
CSS = """:root{{--lc-accent:{light}}}
@media (prefers-color-scheme:dark){{:root:not([data-kern-theme=light]){{--lc-accent:{dark}}}}}
:root[data-kern-theme=dark]{{--lc-accent:{dark}}}
"""


def own_colours(instance: Instance) -> bool:
    """Whether the instance chose colours of its own, so that pages link the extra file."""
    return bool(instance.accent != Instance._meta.get_field("accent").default)


@door()
def colours(_request: Request) -> HttpResponse:
    accent = current.instance().accent
    text = CSS.format(light=accent, dark=readable(accent, DARK_PAPER, 5.0))
    return HttpResponse(text, content_type="text/css; charset=utf-8")


@door()
def robots(_request: Request) -> HttpResponse:
    if current.instance().open_to_search_engines:
        rules = "User-agent: *\nDisallow: /account/\nDisallow: /en/account/\nDisallow: /steward/\n"
    else:
        rules = "User-agent: *\nDisallow: /\n"
    return HttpResponse(rules, content_type="text/plain; charset=utf-8")


@door()
def security(request: Request) -> HttpResponse:
    """RFC 9116; the expiry moves on by itself, since the page is made when asked for."""
    contact = current.instance().security_contact
    if not contact:
        raise Http404
    expires = (request.viewer.now + timedelta(days=300)).strftime("%Y-%m-%dT00:00:00Z")
    lines = [
        f"Contact: {contact}",
        f"Expires: {expires}",
        "Preferred-Languages: de, en",
        f"Canonical: {settings.ORIGIN}/.well-known/security.txt",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
