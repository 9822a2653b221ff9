# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""What every page knows: the instance, who is looking, the other language's address."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import translate_url
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
        "other_language": other,
        "DEMO": settings.DEMO,
        "other_address": translate_url(request.get_full_path(), other),
    }
