# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
from django.urls import path

from labcamp.web.steward import home, labs

app_name = "steward"
urlpatterns = [
    path("", home.home, name="home"),
    path("labs/", labs.labs, name="labs"),
    path("labs/<slug:slug>/", labs.decide, name="lab"),
]
