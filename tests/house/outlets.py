# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Every address somebody can open, found from the URL configuration itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver


@dataclass(frozen=True)
class Outlet:
    """One URL pattern: its full name, its keyword arguments, the door of its view."""

    name: str
    arguments: tuple[str, ...]
    door: object

    @property
    def reads(self) -> bool:
        return self.door is None or "GET" in self.door.on


def every_outlet() -> list[Outlet]:
    return sorted(_walk(get_resolver(), ""), key=lambda outlet: outlet.name)


def _walk(resolver: URLResolver, namespace: str) -> Iterator[Outlet]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            inner = entry.namespace or ""
            yield from _walk(entry, f"{namespace}{inner}:" if inner else namespace)
        elif isinstance(entry, URLPattern) and entry.name:
            arguments = tuple(entry.pattern.converters) or tuple(
                (getattr(entry.pattern, "regex", None) and entry.pattern.regex.groupindex) or ()
            )
            door = getattr(entry.callback, "__door__", None)
            yield Outlet(f"{namespace}{entry.name}", arguments, door)
