# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
from django.urls import path

from labcamp.web.steward import home, labs, terms

app_name = "steward"
urlpatterns = [
    path("", home.home, name="home"),
    path("terms/", terms.terms, name="terms"),
    path("terms/<int:number>/", terms.answer, name="nominated"),
    path("labs/", labs.labs, name="labs"),
    path("labs/<slug:slug>/", labs.decide, name="lab"),
]
