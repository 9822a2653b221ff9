# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""One field of a form as KERN draws it: what `parts/field.html` needs to know."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.safestring import SafeString

KINDS: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.RadioSelect, "choices"),
    (forms.CheckboxSelectMultiple, "choices"),
    (forms.CheckboxInput, "check"),
    (forms.SelectMultiple, "list"),
    (forms.Select, "select"),
    (forms.Textarea, "text"),
    (forms.FileInput, "file"),
)
CLASSES = {
    "check": "kern-form-check__checkbox",
    "select": "kern-form-input__select",
}


@dataclass(frozen=True)
class Control:
    """A bound field with its words and its widget ready to be shown."""

    bound: BoundField
    kind: str
    label: str
    hint: str
    widget: SafeString
    box: str
    short: bool

    @property
    def id(self) -> str:
        return self.bound.auto_id

    @property
    def errors(self) -> list[str]:
        return [str(error) for error in self.bound.errors]

    @property
    def required(self) -> bool:
        return self.bound.field.required

    @property
    def described_by(self) -> str:
        return described_by(self.bound, self.hint)

    @classmethod
    def of(cls, bound: BoundField, options: Mapping[str, str]) -> Control:
        kind = kind_of(bound)
        hint = options.get("hint", str(bound.help_text))
        several = isinstance(bound.field.widget, forms.CheckboxSelectMultiple)
        return cls(
            bound=bound,
            kind=kind,
            label=options.get("label", str(bound.label)),
            hint=hint,
            widget=SafeString("") if kind == "choices" else _widget(bound, kind, hint),
            box="checkbox" if several else "radio",
            short=options.get("width") == "short",
        )


def kind_of(bound: BoundField) -> str:
    if bound.is_hidden:
        return "hidden"
    return next((k for widget, k in KINDS if isinstance(bound.field.widget, widget)), "input")


def described_by(bound: BoundField, hint: str) -> str:
    """The ids of hint and error, in the order in which they are read."""
    ids = [f"{bound.auto_id}-hint"] if hint else []
    if bound.errors:
        ids.append(f"{bound.auto_id}-error")
    return " ".join(ids)


def _widget(bound: BoundField, kind: str, hint: str) -> SafeString:
    if kind == "hidden":
        return bound.as_widget()
    base = CLASSES.get(kind, "kern-form-input__input")
    given = bound.field.widget.attrs.get("class", "")
    attrs: dict[str, Any] = {
        "class": " ".join(filter(None, [base, f"{base}--error" if bound.errors else "", given]))
    }
    if ids := described_by(bound, hint):
        attrs["aria-describedby"] = ids
    return bound.as_widget(attrs=attrs)
