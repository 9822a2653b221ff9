# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
from django.urls import path

from labcamp.web.paper import views

app_name = "paper"
urlpatterns = [
    path("", views.papers, name="papers"),
    path("<slug:slug>/", views.paper, name="paper"),
]
