# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""A page to choose a logo: for a lab, and for the instance."""

from __future__ import annotations

from collections.abc import Callable

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from labcamp.core.door import Request
from labcamp.core.files import actions as files
from labcamp.core.files.models import Upload
from labcamp.web.answer import SeeOther


class LogoForm(forms.Form):
    """A picture and what it shows."""

    file = forms.FileField(
        label=_("Picture"),
        help_text=_("PNG, JPEG or WebP, up to 10 MB. It is drawn anew and loses hidden details."),
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp"}),
    )
    alt = forms.CharField(
        label=_("What it shows, for those who cannot see it"), max_length=300, required=False
    )


def choose(
    request: Request, *, name: str, present: Upload | None, keep: Callable[[Upload | None], object],
    to: str,
) -> HttpResponse:  # fmt: skip
    """Show the form, keep the picture with `keep`, or take the present one away."""
    if request.method == "POST" and "remove" in request.POST:
        keep(None)
        return SeeOther(to)
    form = LogoForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            upload = files.store(
                form.cleaned_data["file"],
                by=request.viewer,
                alt=form.cleaned_data["alt"],
                kind=Upload.Kind.PICTURE,
            )
        except files.NotStored as wrong:
            form.add_error("file", str(wrong))
        else:
            keep(upload)
            return SeeOther(to)
    context = {"form": form, "name": name, "present": present, "to": to}
    status = 422 if request.method == "POST" else 200
    return render(request, "logo.html", context, status=status)
