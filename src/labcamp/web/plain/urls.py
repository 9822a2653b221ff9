# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Addresses without a language: files, feeds and what machines ask for."""

from django.urls import path

from labcamp.web.plain import instance

app_name = "plain"
urlpatterns = [
    path("instance.css", instance.colours, name="colours"),
    path("robots.txt", instance.robots, name="robots"),
    path(".well-known/security.txt", instance.security, name="security"),
]
