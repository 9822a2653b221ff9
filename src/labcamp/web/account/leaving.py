# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Deleting the own account: what goes, what stays without a name, and only then the deed."""

from __future__ import annotations

from django import forms
from django.contrib.auth import logout
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from labcamp.core.access import guest
from labcamp.core.door import Request, door
from labcamp.network.models import Person
from labcamp.portability import erasure


class LeaveForm(forms.Form):
    """One's own address, typed, so that nobody deletes an account by a slip."""

    email = forms.CharField(
        label=gettext_lazy("Your e-mail address, to be sure"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: object, person: Person, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # handed on as it came
        self.person = person

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"].strip().lower()
        if email != self.person.email:
            raise forms.ValidationError(_("This is not the address of your account."))
        return email


@door(signed_in=True, on=["GET", "POST"])
def leave(request: Request) -> HttpResponse:
    """Raises nothing: whoever is still needed is told who has to follow first."""
    person = Person.objects.get(pk=request.viewer.somebody)
    form = LeaveForm(request.POST or None, person=person)
    needed = ""
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        try:
            erasure.erase(person, by=request.viewer)
        except erasure.StillNeeded as still:
            needed, status = still.what, 409
        else:
            logout(request)
            request.viewer = guest(request.viewer.now)
            return render(request, "account/left.html")
    context = {"form": form, "needed": needed, "mine": erasure.belongings(person)}
    return render(request, "account/leave.html", context, status=status)
