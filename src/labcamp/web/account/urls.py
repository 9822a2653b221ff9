# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Addresses of the account. Names of the sign-in library lead to the same views as ours."""

from django.urls import path

from labcamp.web.account import address, demo, leaving, own, passkeys, signing, sso

app_name = "account"
urlpatterns = [
    path("sign-in/", signing.sign_in, name="sign-in"),
    path("code/", signing.code, name="code"),
    path("sign-out/", signing.sign_out, name="sign-out"),
    path("welcome/", own.welcome, name="welcome"),
    path("settings/", own.settings, name="settings"),
    path("delete/", leaving.leave, name="leave"),
    path("address/", address.address, name="address"),
    path("address/code/", address.code, name="address-code"),
    path("calendars/renew/", own.renew_calendars, name="calendars-renew"),
    path("sessions/", own.sessions, name="sessions"),
    path("passkeys/", passkeys.passkeys, name="passkeys"),
    path("passkeys/add/", passkeys.add, name="passkey-add"),
    path("passkeys/<int:pk>/remove/", passkeys.remove, name="passkey-remove"),
    path("passkeys/sign-in/", passkeys.sign_in, name="passkey-login"),
    path("demo/<str:token>/", demo.demo, name="demo"),
    path("mailbox/", demo.mailbox, name="mailbox"),
    path("mailbox/<int:pk>/", demo.letter, name="letter"),
]

# The library reverses names of its own; they are mounted without our namespace.
library_names = [
    path("sign-in/", signing.sign_in, name="account_login"),
    path("sign-in/", signing.sign_in, name="account_signup"),
    path("sign-in/", signing.sign_in, name="account_request_login_code"),
    path("sign-in/", signing.sign_in, name="account_inactive"),
    path("sign-in/", signing.sign_in, name="socialaccount_signup"),
    path("code/", signing.code, name="account_confirm_login_code"),
    path("code/", signing.code, name="account_email_verification_sent"),
    path("sign-out/", signing.sign_out, name="account_logout"),
    path("settings/", own.settings, name="account_email"),
    path("passkeys/", passkeys.passkeys, name="mfa_index"),
    path("passkeys/", passkeys.passkeys, name="mfa_list_webauthn"),
    path("passkeys/", passkeys.passkeys, name="account_reauthenticate"),
    path("passkeys/", passkeys.passkeys, name="mfa_reauthenticate"),
    path("passkeys/sign-in/", passkeys.sign_in, name="mfa_login_webauthn"),
    path("sign-in/", signing.sign_in, name="mfa_authenticate"),
    path("sso/<slug:provider_id>/login/", sso.start, name="openid_connect_login"),
    path("sso/<slug:provider_id>/login/callback/", sso.callback, name="openid_connect_callback"),
]

# Views of libraries that stand without a door of ours, each with its reason.
LIBRARY_URLS: dict[str, str] = {}
