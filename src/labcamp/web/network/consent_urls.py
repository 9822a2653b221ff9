# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
from django.urls import path

from labcamp.web.network import consent

app_name = "consent"
urlpatterns = [
    path("", consent.rounds, name="rounds"),
    path("<int:pk>/", consent.one_round, name="round"),
    path("<int:pk>/change/", consent.change, name="change"),
    path("<int:pk>/<slug:slug>/speak/", consent.speak, name="speak"),
    path("<int:pk>/<slug:slug>/delegate/", consent.delegate, name="delegate"),
    path("<int:pk>/voice/<int:number>/take-back/", consent.take_back, name="take-back"),
]
