# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
from django.urls import path

from labcamp.web.notes import gathering, past, views

app_name = "notes"
SESSION = "edition/<slug:edition__slug>/session/<int:number>/notes/begin/"
PAD = "edition/<slug:proposal__edition__slug>/session/<int:proposal__number>/notes/"

urlpatterns = [
    path(SESSION, views.begin, name="begin"),
    path(PAD, views.pad, name="pad"),
    path(PAD + "write/", views.write, name="write"),
    path(PAD + "notes.md", views.download, name="download"),
    path(PAD + "history/", past.history, name="history"),
    path(PAD + "history/<int:sequence>/", past.state, name="state"),
    path(PAD + "history/<int:sequence>/bring-back/", past.bring_back, name="bring-back"),
    path("edition/<slug:slug>/notes/", gathering.listing, name="listing"),
    path("edition/<slug:slug>/notes/all.md", gathering.download, name="all"),
]
