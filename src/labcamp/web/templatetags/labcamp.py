# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Small helpers of the templates; docs/explanation/components.md tells how they are used."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BoundField
from django.http import QueryDict
from django.template.context import Context
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from labcamp.core.instance import current
from labcamp.core.instance.models import Instance, Level
from labcamp.core.text import markdown as words
from labcamp.web import typed
from labcamp.web.templatetags import control, told

register = template.Library()
SECTIONS = {
    "series": "series",
    "programme": "series",
    "notes": "series",
    "consent": "series",
    "network": "labs",
    "harvest": "knowledge",
    "paper": "papers",
}
register.filter("told_date", told.told_date)
register.filter("told_short", told.told_short)


@register.simple_tag
def link_to(names: str, *args: object, **kwargs: object) -> str:
    """The address of the first of `names` (a space between) that exists, or ""."""
    for name in names.split():
        try:
            return reverse(name, args=args, kwargs=kwargs or None)
        except NoReverseMatch:
            continue
    return ""


@register.inclusion_tag("parts/field.html")
def field(bound: BoundField, **options: str) -> dict[str, Any]:
    """Label, hint, control and error of a bound field; options: label, hint, width."""
    return {"c": control.Control.of(bound, options)}


@register.inclusion_tag("parts/breadcrumb.html")
def crumbs(*steps: object) -> dict[str, Any]:
    """Name, address, name, address, …, name of this page."""
    pairs = list(zip(steps[:-1:2], steps[1::2], strict=False))
    return {"crumbs": pairs, "name": steps[-1]}


@register.inclusion_tag("parts/level_badge.html")
def level_badge(level: Level | None) -> dict[str, Any]:
    return {"level": level}


@register.filter
def level_class(level: Level | None) -> str:
    """The class that sets the level's colour for what is inside; "" without a level."""
    return f"lc-level-{level.colour}" if level else ""


@register.filter
def level_short(level: Level) -> str:
    """The word of a level for a badge, in the language of the page."""
    return (
        level.short if hasattr(level, "short") else told.in_language(level, "short") or level.name
    )


@register.filter
def numeral(edition: Any) -> str:
    """The number as on a shirt: "#4", or "#·" when nobody knows it."""
    return f"#{edition.number}" if edition.number else "#·"


@register.filter
def before_comma(text: str) -> str:
    """The first part of a place: the town."""
    return text.partition(",")[0]


@register.filter
def markdown(text: str, top: int = 2) -> SafeString:
    return words.render(text or "", top=int(top))


@register.filter
def excerpt(text: str, length: int = 200) -> str:
    """The first words of Markdown, as plain text that the template escapes."""
    return words.plain(text or "", int(length))


@register.filter
def spoken(thing: Any, name: str) -> str:
    """The text `name` in the language of the page: `instance|spoken:"claim"`."""
    return told.in_language(thing, name)


@register.filter
def own_colours(instance: Instance) -> bool:
    """Whether the instance chose an accent of its own, so that pages link the extra file."""
    return bool(instance.accent != Instance._meta.get_field("accent").default)


@register.simple_tag(takes_context=True)
def typed_by(context: Context) -> SafeString:
    """In a form whose words survive a sign-in that ends meanwhile: whose they are."""
    return format_html(
        '<input type="hidden" name="{}" value="{}">', typed.FIELD, typed.seal(context["request"])
    )


@register.simple_tag(takes_context=True)
def query_with(context: Context, **changes: object) -> str:
    """The present GET parameters with `changes`; None removes, a list repeats."""
    present = _query(context)
    for key, value in changes.items():
        if value is None or value == "":
            present.pop(key, None)
        else:
            several = list(value) if isinstance(value, (list, tuple, set)) else [value]
            present.setlist(key, [str(v) for v in several])
    if set(changes) - {"page"}:
        present.pop("page", None)
    return _written(present)


@register.simple_tag(takes_context=True)
def query_toggle(context: Context, key: str, value: object) -> str:
    """The present GET parameters with `value` added to `key`, or taken away when it is there."""
    present = _query(context)
    values = present.getlist(key)
    text = str(value)
    present.setlist(key, [v for v in values if v != text] if text in values else [*values, text])
    present.pop("page", None)
    return _written(present)


def _query(context: Context) -> QueryDict:
    request = context.get("request")
    return request.GET.copy() if request else QueryDict(mutable=True)


def _written(query: QueryDict) -> str:
    return "?" + query.urlencode() if query else "?"


@register.simple_tag(takes_context=True)
def section_of(context: Context) -> str:
    """The section of the navigation the page belongs to; "" for pages outside of all."""
    found = getattr(context.get("request"), "resolver_match", None)
    if found is None:
        return ""
    if found.namespace == "harvest" and "report" in found.url_name:
        return "reports"
    return SECTIONS.get(found.namespace, "")


@register.filter
def elided(page: Page[Any]) -> Iterator[int | str]:
    """Page numbers around the present one, with ellipses."""
    return page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)


@register.simple_tag(takes_context=True)
def legal_pages(context: Context) -> list[tuple[str, str]]:
    """Name and address of every legal page, from the settings kept in memory."""
    pages = context.get("legal_pages")
    if pages is None:
        pages = current.kept(getattr(context.get("request"), "stamp", None)).legal
    return [
        (told.in_language(page, "title"), reverse("instance:legal", args=[page.slug]))
        for page in pages
    ]
