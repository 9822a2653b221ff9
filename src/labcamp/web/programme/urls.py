# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
from django.urls import path

from labcamp.web.programme import mine, ownmove, place, plan, proposals, raster, solve, views

app_name = "programme"

EDITION = "edition/<slug:slug>/"
SESSION = "edition/<slug:edition__slug>/session/<int:number>/"

urlpatterns = [
    path(EDITION + "programme/", views.programme, name="programme"),
    path(SESSION, views.session, name="session"),
    path(EDITION + "proposals/", proposals.listing, name="proposals"),
    path(EDITION + "mine/", mine.mine, name="mine"),
    path(EDITION + "propose/", proposals.propose, name="propose"),
    path(SESSION + "edit/", proposals.edit, name="edit"),
    path(SESSION + "withdraw/", proposals.withdraw, name="withdraw"),
    path(SESSION + "offer-again/", proposals.offer_again, name="offer-again"),
    path(SESSION + "move/", ownmove.move, name="own-move"),
    path(SESSION + "interest/", proposals.interest, name="interest"),
    path(EDITION + "plan/", plan.plan, name="plan"),
    path(EDITION + "plan/solve/", solve.solve, name="solve"),
    path(EDITION + "plan/stop/", solve.stop, name="stop"),
    path(EDITION + "plan/progress/", solve.progress, name="progress"),
    path(EDITION + "plan/begin/", plan.begin, name="begin"),
    path(EDITION + "plan/publish/", plan.publish, name="publish"),
    path(EDITION + "plan/undo/", plan.undo, name="undo"),
    path(EDITION + "plan/redo/", plan.redo, name="redo"),
    path(EDITION + "plan/clashes/", plan.clashes, name="clashes"),
    path(EDITION + "plan/variants/", solve.compare, name="variants"),
    path(EDITION + "plan/variants/<int:run>/<int:number>/", solve.take, name="take-variant"),
    path(EDITION + "plan/session/<int:number>/prices/", place.prices, name="prices"),
    path(EDITION + "plan/session/<int:number>/", place.place, name="place"),
    path(EDITION + "plan/session/<int:number>/pin/", place.pin, name="pin"),
    path(EDITION + "plan/session/<int:number>/cancel/", place.cancel, name="cancel"),
    path(EDITION + "plan/window/", raster.window, name="window"),
    path(EDITION + "plan/times/", raster.times, name="times"),
    path(EDITION + "plan/times/<int:pk>/", raster.slot, name="slot"),
    path(EDITION + "plan/times/<int:pk>/remove/", raster.remove_slot, name="remove-slot"),
    path(EDITION + "plan/rooms/", raster.rooms, name="rooms"),
    path(EDITION + "plan/rooms/<int:pk>/", raster.room, name="room"),
    path(EDITION + "plan/rooms/<int:pk>/remove/", raster.remove_room, name="remove-room"),
]
