# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Single sign-on with the employer's OpenID Connect provider, when one is configured."""

from allauth.socialaccount.providers.openid_connect import views as library
from django.conf import settings
from django.http import Http404, HttpResponse
from django.urls import reverse

from labcamp.core.door import Request, door
from labcamp.web.answer import SeeOther


@door(on=["GET", "POST"])
def start(request: Request, provider_id: str) -> HttpResponse:
    """Leads to the provider; only by the form's POST, so that no foreign link starts it."""
    if not settings.ENV.oidc or provider_id != "sso":
        raise Http404
    if request.method != "POST":
        return SeeOther(reverse("account:sign-in"))
    answer: HttpResponse = library.login(request, provider_id=provider_id)
    return answer


@door()
def callback(request: Request, provider_id: str) -> HttpResponse:
    """The provider sends people back here; first-time ones may say their name."""
    if not settings.ENV.oidc or provider_id != "sso":
        raise Http404
    answer: HttpResponse = library.callback(request, provider_id=provider_id)
    if request.user.is_authenticated and request.session.pop("first_time", False):
        goal = answer.headers.get("Location", "/")
        return SeeOther(f"{reverse('account:welcome')}?next={goal}")
    return answer
