# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
from django.urls import path

from labcamp.web.series import editing, team, views

app_name = "series"
urlpatterns = [
    path("series/", views.series, name="series"),
    path("series/partners/", views.partners, name="partners"),
    path("series/gap/<int:number>/", editing.gap, name="gap"),
    path("series/hints/", editing.hints, name="hints"),
    path("next/", views.next_edition, name="next"),
    path("edition/new/", editing.new, name="new"),
    path("edition/<slug:slug>/", views.edition, name="edition"),
    path("edition/<slug:slug>/edit/", editing.edit, name="edit"),
    path("edition/<slug:slug>/team/", team.team, name="team"),
    path("edition/<slug:slug>/team/<int:number>/end/", team.end, name="team-end"),
    path("edition/<slug:slug>/register/", editing.register, name="register"),
    path("edition/<slug:slug>/give-back/", editing.give_back, name="give-back"),
]
