# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Addresses without a language: files, feeds and what machines ask for."""

from django.urls import path

from labcamp.web.plain import feeds, instance, uploads
from labcamp.web.programme import changes, files, live, mine

app_name = "plain"
urlpatterns = [
    path("files/<int:pk>/<str:name>", uploads.file, name="file"),
    path("reports.atom", feeds.reports, name="reports-feed"),
    path("instance.css", instance.colours, name="colours"),
    path("robots.txt", instance.robots, name="robots"),
    path(".well-known/security.txt", instance.security, name="security"),
    path("my-programme/<str:key>.ics", mine.feed, name="my-programme"),
    path("my-programme/<str:key>.atom", changes.own_feed, name="my-changes"),
    path("edition/<slug:slug>/changes.atom", changes.feed, name="changes-feed"),
    path("edition/<slug:slug>/programme.svg", live.code, name="programme-code"),
    path("edition/<slug:slug>/programme.ics", files.ical, name="programme-ics"),
    path(
        "edition/<slug:edition__slug>/session/<int:number>.ics",
        files.session_ical,
        name="session-ics",
    ),
    path("edition/<slug:slug>/schedule.xml", files.schedule_xml, name="schedule-xml"),
    path("edition/<slug:slug>/schedule.json", files.schedule_json, name="schedule-json"),
]
