# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""All addresses. German stands without a prefix, English under /en/."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from labcamp.web import errors
from labcamp.web.account.urls import library_names

urlpatterns = [
    path("", include("labcamp.web.plain.urls")),
    *i18n_patterns(
        path("", include("labcamp.web.home.urls")),
        path("account/", include("labcamp.web.account.urls")),
        path("account/", include(library_names)),
        path("labs/", include("labcamp.web.network.urls")),
        path("consent/", include("labcamp.web.network.consent_urls")),
        path("", include("labcamp.web.series.urls")),
        path("", include("labcamp.web.programme.urls")),
        path("", include("labcamp.web.notes.urls")),
        path("", include("labcamp.web.harvest.urls")),
        path("papers/", include("labcamp.web.paper.urls")),
        path("", include("labcamp.web.instance.urls")),
        path("steward/", include("labcamp.web.steward.urls")),
        prefix_default_language=False,
    ),
]

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.broken
