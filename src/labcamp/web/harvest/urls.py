# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
from django.urls import path

from labcamp.web.harvest import views, writing

app_name = "harvest"
urlpatterns = [
    path("learnings/", views.items, name="items"),
    path("learnings/<slug:key>/", views.item, name="item"),
    path("reports/", views.reports, name="reports"),
    path("reports/new/", writing.new_report, name="new-report"),
    path("reports/<slug:slug>/", views.report, name="report"),
    path("reports/<slug:slug>/edit/", writing.edit_report, name="edit-report"),
    path("edition/<slug:slug>/materials/new/", writing.add_material, name="add-material"),
    path("glossary/", views.glossary, name="glossary"),
    path("sources/", views.sources, name="sources"),
]
