# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Every URL has a door."""

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver, path

from labcamp.web.account.urls import LIBRARY_URLS


def patterns(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for entry in resolver.url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from patterns(entry, route)
        else:
            yield route, entry


def without_a_door(resolver: URLResolver) -> list[str]:
    return [
        route
        for route, entry in patterns(resolver)
        if not hasattr(entry.callback, "__door__") and entry.name not in LIBRARY_URLS
    ]


def test_every_url_has_a_door():
    assert without_a_door(get_resolver()) == []


def test_a_url_without_a_door_would_be_found():
    class Open:
        url_patterns = [path("open/", lambda request: None, name="wide-open")]
        pattern = ""

    assert without_a_door(Open()) == ["open/"]


def test_every_library_url_gives_its_reason():
    assert all(len(reason) > 20 for reason in LIBRARY_URLS.values())
