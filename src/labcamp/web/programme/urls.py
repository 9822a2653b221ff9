# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
from django.urls import path

from labcamp.web.programme import (
    codes,
    conditions,
    merging,
    mine,
    plan,
    proposals,
    queue,
    raster,
    views,
)

app_name = "programme"

EDITION = "edition/<slug:slug>/"
CONDITION = EDITION + "plan/conditions/"
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
    path(SESSION + "hand-in/", proposals.hand_in, name="hand-in"),
    path(SESSION + "merge/", merging.merge, name="merge"),
    path(SESSION + "part/", merging.part, name="part"),
    path(EDITION + "code/", codes.ask, name="code"),
    path(EDITION + "code/<str:code>/", codes.vote, name="code-vote"),
    path(EDITION + "plan/queue/", queue.queue, name="queue"),
    path(EDITION + "plan/queue/flow/", queue.flow, name="flow"),
    path(EDITION + "plan/queue/<int:number>/", queue.sort, name="sort"),
    path(EDITION + "plan/codes/", codes.codes, name="codes"),
    path(EDITION + "plan/codes/slips/", codes.slips, name="slips"),
    path(EDITION + "plan/codes/withdraw/", codes.withdraw, name="withdraw-codes"),
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
    path(EDITION + "my-times/", conditions.own_times, name="own-times"),
    path(EDITION + "plan/conditions/", conditions.conditions, name="conditions"),
    path(CONDITION + "giver/<slug:giver>/", conditions.giver, name="giver-times"),
    path(CONDITION + "group/", conditions.new_group, name="new-group"),
    path(CONDITION + "group/<int:pk>/", conditions.group, name="group"),
    path(CONDITION + "group/<int:pk>/remove/", conditions.remove_group, name="remove-group"),
    path(CONDITION + "order/", conditions.new_order, name="new-order"),
    path(CONDITION + "order/<int:pk>/", conditions.order, name="order"),
    path(CONDITION + "order/<int:pk>/remove/", conditions.remove_order, name="remove-order"),
    path(CONDITION + "room/<int:pk>/", conditions.of_room, name="of-room"),
    path(CONDITION + "session/<int:number>/", conditions.of_session, name="of-session"),
]
