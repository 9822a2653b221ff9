# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
from django.urls import path

from labcamp.web.instance import views

app_name = "instance"
urlpatterns = [
    path("legal/<slug:slug>/", views.legal, name="legal"),
    path("barrier/", views.barrier, name="barrier"),
    path("barrier/thanks/", views.thanks, name="thanks"),
    path("steward/settings/", views.settings_page, name="settings"),
    path("steward/legal/<slug:slug>/", views.edit_legal, name="edit-legal"),
    path("steward/logo/", views.logo, name="logo"),
    path("steward/words/", views.words, name="words"),
]
