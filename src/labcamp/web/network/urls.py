# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
from django.urls import path

from labcamp.web.network import directory, lab, mapping, members, proposing

app_name = "network"
urlpatterns = [
    path("", directory.labs, name="labs"),
    path("map/", mapping.labs_map, name="map"),
    path("download/", directory.download, name="download"),
    path("propose/", proposing.propose, name="propose"),
    path("mine/", members.mine, name="mine"),
    path("<slug:slug>/", lab.lab, name="lab"),
    path("<slug:slug>/edit/", proposing.edit, name="edit"),
    path("<slug:slug>/logo/", proposing.logo, name="logo"),
    path("<slug:slug>/status/", lab.change_status, name="status"),
    path("<slug:slug>/confirm/", lab.confirm, name="confirm"),
    path("<slug:slug>/audience/", lab.choose_audience, name="audience"),
    path("<slug:slug>/vouch/", lab.vouch, name="vouch"),
    path("<slug:slug>/join/", members.join, name="join"),
    path("<slug:slug>/withdraw/", members.withdraw, name="withdraw"),
    path("<slug:slug>/leave/", members.leave, name="leave"),
    path("<slug:slug>/members/", members.members, name="members"),
    path("<slug:slug>/members/answer/<int:number>/", members.answer_request, name="answer"),
    path("<slug:slug>/members/<int:number>/", members.change_role, name="role"),
]
