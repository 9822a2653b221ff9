# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
from django.urls import path

from labcamp.web.programme import (
    changes,
    embed,
    live,
    mine,
    newsletters,
    plan,
    proposals,
    raster,
    theday,
    views,
)

app_name = "programme"

EDITION = "edition/<slug:slug>/"
SESSION = "edition/<slug:edition__slug>/session/<int:number>/"

urlpatterns = [
    path(EDITION + "programme/", views.programme, name="programme"),
    path(EDITION + "programme/changes/", changes.changes, name="changes"),
    path(EDITION + "now/", live.now, name="now"),
    path(EDITION + "wall/", live.wall, name="wall"),
    path(EDITION + "room/<int:room>/", live.room, name="door"),
    path(EDITION + "embed/", embed.embed, name="embed"),
    path(EDITION + "plan/today/", theday.today, name="today"),
    path(EDITION + "plan/today/<int:number>/", theday.change, name="today-session"),
    path(EDITION + "plan/screens/", embed.screens, name="screens"),
    path(SESSION, views.session, name="session"),
    path(EDITION + "proposals/", proposals.listing, name="proposals"),
    path(EDITION + "mine/", mine.mine, name="mine"),
    path(EDITION + "mine/letters/", newsletters.switch, name="switch-letters"),
    path("programme-letters/<str:key>/", newsletters.letters, name="letters"),
    path(EDITION + "propose/", proposals.propose, name="propose"),
    path(SESSION + "edit/", proposals.edit, name="edit"),
    path(SESSION + "withdraw/", proposals.withdraw, name="withdraw"),
    path(SESSION + "offer-again/", proposals.offer_again, name="offer-again"),
    path(SESSION + "interest/", proposals.interest, name="interest"),
    path(EDITION + "plan/", plan.plan, name="plan"),
    path(EDITION + "plan/solve/", plan.solve, name="solve"),
    path(EDITION + "plan/stop/", plan.stop, name="stop"),
    path(EDITION + "plan/progress/", plan.progress, name="progress"),
    path(EDITION + "plan/begin/", plan.begin, name="begin"),
    path(EDITION + "plan/publish/", plan.publish, name="publish"),
    path(EDITION + "plan/session/<int:number>/", plan.place, name="place"),
    path(EDITION + "plan/session/<int:number>/pin/", plan.pin, name="pin"),
    path(EDITION + "plan/session/<int:number>/cancel/", plan.cancel, name="cancel"),
    path(EDITION + "plan/window/", raster.window, name="window"),
    path(EDITION + "plan/times/", raster.times, name="times"),
    path(EDITION + "plan/times/<int:pk>/", raster.slot, name="slot"),
    path(EDITION + "plan/times/<int:pk>/remove/", raster.remove_slot, name="remove-slot"),
    path(EDITION + "plan/rooms/", raster.rooms, name="rooms"),
    path(EDITION + "plan/rooms/<int:pk>/", raster.room, name="room"),
    path(EDITION + "plan/rooms/<int:pk>/remove/", raster.remove_room, name="remove-room"),
]
