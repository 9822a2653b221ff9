# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
from django.urls import path

from labcamp.web.steward import handover, home, labs, terms

app_name = "steward"
urlpatterns = [
    path("", home.home, name="home"),
    path("terms/", terms.terms, name="terms"),
    path("terms/<int:number>/", terms.answer, name="nominated"),
    path("handover/", handover.handover, name="handover"),
    path("handover/template/", handover.add_to_template, name="template-add"),
    path("handover/<int:number>/add/", handover.add, name="task-add"),
    path("handover/tasks/<int:number>/", handover.task, name="task"),
    path("handover/tasks/<int:number>/act/", handover.act, name="task-act"),
    path("labs/", labs.labs, name="labs"),
    path("labs/<slug:slug>/", labs.decide, name="lab"),
]
