# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
from django.urls import path

from labcamp.web.series import baton, desk, editing, registering, takeover, team, views

app_name = "series"
urlpatterns = [
    path("series/", views.series, name="series"),
    path("series/partners/", views.partners, name="partners"),
    path("series/gap/<int:number>/", editing.gap, name="gap"),
    path("series/hints/", editing.hints, name="hints"),
    path("next/", views.next_edition, name="next"),
    path("baton/", baton.baton, name="baton"),
    path("baton/call/new/", baton.new_call, name="call-new"),
    path("baton/call/<int:pk>/", baton.call, name="call"),
    path("baton/call/<int:pk>/withdraw/", baton.withdraw_call, name="call-withdraw"),
    path("baton/call/<int:pk>/offer/", baton.new_offer, name="offer-new"),
    path("baton/offer/<int:pk>/", baton.offer, name="offer"),
    path("baton/offer/<int:pk>/edit/", baton.edit_offer, name="offer-edit"),
    path("baton/offer/<int:pk>/put/", baton.put, name="offer-put"),
    path("baton/offer/<int:pk>/withdraw/", baton.withdraw_offer, name="offer-withdraw"),
    path("baton/offer/<int:pk>/<slug:slug>/join/", baton.join, name="offer-join"),
    path("baton/offer/<int:pk>/<slug:slug>/accept/", baton.accept, name="offer-accept"),
    path("edition/new/", editing.new, name="new"),
    path("edition/<slug:slug>/", views.edition, name="edition"),
    path("edition/<slug:slug>/edit/", editing.edit, name="edit"),
    path("edition/<slug:slug>/team/", team.team, name="team"),
    path("edition/<slug:slug>/team/<int:number>/end/", team.end, name="team-end"),
    path("edition/<slug:slug>/baton/", takeover.takeover, name="takeover"),
    path("edition/<slug:slug>/baton/<int:number>/", takeover.still_carry, name="still-carry"),
    path("edition/<slug:slug>/register/", registering.register, name="register"),
    path("edition/<slug:slug>/give-back/", registering.give_back, name="give-back"),
    path("edition/<slug:slug>/people/", registering.people, name="people"),
    path("edition/<slug:slug>/desk/", desk.desk, name="desk"),
    path("edition/<slug:slug>/desk/seats/", desk.seats, name="desk-seats"),
    path("edition/<slug:slug>/desk/questions/", desk.questions, name="desk-questions"),
    path("edition/<slug:slug>/desk/questions/<int:number>/", desk.drop, name="desk-drop"),
    path("edition/<slug:slug>/coming/", desk.coming, name="coming"),
    path("edition/<slug:slug>/coming/<int:number>/", desk.check_in, name="check-in"),
    path("place/<str:key>/", registering.place, name="place"),
]
