# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""What every page knows: the instance, who is looking, the other language's address."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import translate_url
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from labcamp.core.access import guest
from labcamp.core.instance import current


def page(request: HttpRequest) -> dict[str, Any]:
    language = get_language() or "de"
    other = "en" if language == "de" else "de"
    kept = current.kept(getattr(request, "stamp", None))
    return {
        "instance": kept.instance,
        "legal_pages": kept.legal,
        "viewer": getattr(request, "viewer", None) or guest(),
        "LANGUAGE_CODE": language,
        "foreign": _foreign(kept.instance.content_language, language),
        "other_language": other,
        "DEMO": settings.DEMO,
        "other_address": translate_url(request.get_full_path(), other),
    }


def _foreign(spoken: str, language: str) -> SafeString:
    """The attribute for words of records where the page speaks another language, else nothing."""
    return mark_safe("") if spoken == language else format_html(' lang="{}"', spoken)
