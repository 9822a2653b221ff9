# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Kinds of session in words and colours."""

from django import template

from labcamp.programme.models import Proposal
from labcamp.web.programme import told

register = template.Library()

HUES: dict[str, int] = {
    Proposal.Kind.INTRODUCTION: 2,
    Proposal.Kind.IMPULSE: 1,
    Proposal.Kind.CHALLENGE: 3,
    Proposal.Kind.WORKSHOP: 4,
    Proposal.Kind.DISCUSSION: 5,
    Proposal.Kind.WALK: 7,
}
NAMES = {str(kind): kind.label for kind in Proposal.Kind}


@register.filter
def kind_class(kind: str) -> str:
    """The class that gives a session its colour; its kind stands beside it in words."""
    return f"lc-level-{HUES.get(kind, 8)}"


@register.filter
def kind_name(kind: str) -> str:
    return str(NAMES.get(kind, kind))


@register.filter
def rule_words(rule: str) -> str:
    """Why the solver found no place."""
    return told.rule_words().get(rule, "")


@register.simple_tag
def here_words(rule: str, other: str = "", whose: str = "") -> str:
    """What a session breaks where it stands or would stand."""
    return told.here_words(rule, other, whose)


@register.filter
def relief_words(rule: str) -> str:
    """What would help: the end of "It would fit if …"."""
    return told.relief_words().get(rule, "")
