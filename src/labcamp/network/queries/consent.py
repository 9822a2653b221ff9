# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reads about consent rounds: who takes part, where everybody stands, what somebody still owes."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet

from labcamp.core.access import Viewer
from labcamp.network import consent
from labcamp.network.models import ConsentRound, Lab, Membership, RoundLab, RoundText, Voice


def labs_with_a_voice() -> QuerySet[Lab]:
    """Member labs that somebody speaks for; whoever would start a round now asks these."""
    speaking = Membership.objects.filter(role=Membership.Role.COORDINATOR, until=None)
    return (
        Lab.objects.filter(state=Lab.State.ADMITTED, pk__in=speaking.values("lab"))
        .exclude(status=Lab.Status.ENDED)
        .order_by("pk")
    )


def with_everything(rounds: QuerySet[ConsentRound]) -> QuerySet[ConsentRound]:
    """Rounds with their texts, labs and voices: four queries, however many rounds there are."""
    labs = RoundLab.objects.select_related("lab__level", "delegate")
    voices = Voice.objects.filter(taken_back_at=None).select_related("person", "text")
    return rounds.prefetch_related(
        "texts", Prefetch("labs", labs.order_by("lab__name_key")), Prefetch("labs__voices", voices)
    )


def present_text(asked: ConsentRound) -> RoundText:
    """The text that counts: the last one."""
    return max(asked.texts.all(), key=lambda text: text.number)


def tally_of(asked: ConsentRound) -> consent.Tally:
    """Where a round stands; asks nothing more when the round came `with_everything`."""
    parts = list(asked.labs.all())
    said = [
        consent.Said(part.lab_id, one.person_id or 0, one.text.number, consent.Kind(one.kind))
        for part in parts
        for one in part.voices.all()
        if one.taken_back_at is None
    ]
    return consent.tally(
        (part.lab_id for part in parts),
        said,
        text=present_text(asked).number,
        quorum=asked.quorum,
        silence=consent.Silence(asked.silence),
    )


def speaks_in(part: RoundLab, viewer: Viewer) -> bool:
    """Whether the viewer may give this lab's voice: its coordinators, and whom they sent."""
    sent = viewer.person is not None and part.delegate_id == viewer.person
    return part.lab_id in viewer.speaks_for or (sent and part.lab_id in viewer.labs)


@dataclass(frozen=True)
class Line:
    """One round in a list, with the labs the viewer speaks for that still owe an answer."""

    round: ConsentRound
    tally: consent.Tally
    owing: list[Lab]


def rounds_of(viewer: Viewer) -> list[Line]:
    """Every round the viewer may see: those that wait for them first, then open ones, then old."""
    found = [
        _line(asked, viewer)
        for asked in with_everything(ConsentRound.objects.visible_to(viewer))[:200]
    ]
    open_ = ConsentRound.State.OPEN
    return sorted(found, key=lambda line: (not line.owing, line.round.state != open_))


def _line(asked: ConsentRound, viewer: Viewer) -> Line:
    counted = tally_of(asked)
    owing = [
        part.lab
        for part in asked.labs.all()
        if asked.state == ConsentRound.State.OPEN
        and asked.closes_at > viewer.now
        and part.lab_id in counted.owing
        and speaks_in(part, viewer)
    ]
    return Line(asked, counted, owing)


def owed_by(viewer: Viewer) -> int:
    """How many open rounds wait for an answer of a lab the viewer speaks for."""
    if not viewer.labs:
        return 0
    mine = RoundLab.objects.filter(lab__in=viewer.labs).values("round")
    ahead = ConsentRound.objects.visible_to(viewer).filter(
        pk__in=mine, state=ConsentRound.State.OPEN, closes_at__gt=viewer.now
    )
    return sum(bool(_line(asked, viewer).owing) for asked in with_everything(ahead))
