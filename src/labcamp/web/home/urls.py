# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
from django.urls import path

from labcamp.web.home import views

app_name = "home"
urlpatterns = [path("", views.start, name="start")]
