# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Letters about consent rounds, and the clock that closes them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.utils import formats, timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from labcamp.core.jobs import every
from labcamp.core.record import Fact, after
from labcamp.network import facts
from labcamp.network.actions.consent import close_due
from labcamp.network.letters import address, speakers, write
from labcamp.network.models import ConsentRound, Person, RoundLab, RoundText, Voice
from labcamp.network.queries.consent import present_text, tally_of, with_everything

HELLO = _("Hello,")
OPEN = ConsentRound.State.OPEN
REMINDED = (timedelta(days=3), timedelta(days=1))  # before a round closes


@every("minute")
def close_rounds_in_time(now: datetime) -> None:
    """May run twice: a closed round stays closed."""
    close_due(now)


@every("hour")
def remind_who_owes_an_answer(now: datetime) -> None:
    """May run twice: a letter of the same key is written once."""
    ahead = ConsentRound.objects.filter(
        state=OPEN, closes_at__gt=now, closes_at__lte=now + max(REMINDED)
    )
    for asked in with_everything(ahead):
        text = present_text(asked)
        near = min(span for span in REMINDED if asked.closes_at <= now + span)
        owing = tally_of(asked).owing
        _write(
            asked,
            speakers(part for part in asked.labs.all() if part.lab_id in owing),
            _("Still open: %(question)s"),
            _("your lab has not answered yet. Until %(until)s you can say what it thinks:"),
            key=f"round-reminder:{asked.pk}:{text.number}:{near.days}",
        )


@after(facts.ROUND_OPENED)
def ask_the_labs(fact_id: int) -> None:
    """May run twice: a letter of the same key is written once."""
    asked = _round(fact_id)
    if asked.state == OPEN:
        _write(
            asked,
            speakers(asked.labs.all()),
            _("Your lab is asked: %(question)s"),
            _(
                "the network decides by consent. Until %(until)s your lab can consent, stand "
                "aside, or object with a reason:"
            ),
            key=f"round-opened:{asked.pk}",
        )


@after(facts.ROUND_TEXT_CHANGED)
def ask_about_the_change(fact_id: int) -> None:
    """May run twice: a letter of the same key is written once."""
    asked, fact = _round(fact_id), Fact.objects.get(pk=fact_id)
    text = RoundText.objects.filter(pk=fact.data["text"]).first()
    if text is None or asked.state != OPEN:
        return
    _write(
        asked,
        speakers(asked.labs.all()),
        _("Changed: %(question)s"),
        _("the text was changed. Until %(until)s you can say whether this is right for your lab:"),
        key=f"round-text:{text.pk}",
        more=text.change,
    )


@after(facts.VOICE_GIVEN)
def tell_about_an_objection(fact_id: int) -> None:
    """May run twice: a letter of the same key is written once."""
    asked, fact = _round(fact_id), Fact.objects.get(pk=fact_id)
    voice = Voice.objects.select_related("part__lab").filter(pk=fact.data["voice"]).first()
    if voice is None or voice.kind != Voice.Kind.OBJECTION or voice.taken_back_at:
        return
    proposers = [part for part in asked.labs.all() if part.proposes]
    _write(
        asked,
        speakers(proposers),
        _("An objection: %(question)s"),
        _("%(lab)s objects. You can answer with a changed text. The reason:"),
        key=f"objection:{voice.pk}",
        more=voice.reason,
        lab=voice.part.lab.name,
    )


@after(facts.VOICES_DIFFER)
def tell_colleagues_that_they_differ(fact_id: int) -> None:
    """May run twice: a letter of the same key is written once."""
    asked, fact = _round(fact_id), Fact.objects.get(pk=fact_id)
    part = RoundLab.objects.select_related("lab").filter(pk=fact.data["part"]).first()
    if part is not None:
        _write(
            asked,
            speakers([part]),
            _("Two voices of %(lab)s: %(question)s"),
            _(
                "colleagues of %(lab)s have said different things. Until one of you takes the own "
                "word back, your lab has not spoken:"
            ),
            key=f"voices-differ:{fact.pk}",
            lab=part.lab.name,
        )


OUTCOMES: dict[str, Promise] = {
    ConsentRound.State.AGREED: _("it is agreed. The labs have consented to this:"),
    "objections": _("it is not agreed: objections stood when the time was over."),
    "too-few": _("it is not agreed: too few labs have spoken."),
    ConsentRound.State.WITHDRAWN: _("the question was withdrawn."),
}


@after(facts.ROUND_CLOSED)
def tell_the_outcome(fact_id: int) -> None:
    """May run twice: a letter of the same key is written once."""
    asked = _round(fact_id)
    _write(
        asked,
        speakers(asked.labs.all()),
        _("Decided: %(question)s"),
        OUTCOMES[asked.why or asked.state],
        key=f"round-closed:{asked.pk}",
        more=asked.statement,
    )


def _round(fact_id: int) -> ConsentRound:
    return ConsentRound.objects.prefetch_related("labs").get(
        pk=Fact.objects.values_list("about_id", flat=True).get(pk=fact_id)
    )


def _write(
    asked: ConsentRound,
    people: Iterable[Person],
    subject: Promise,
    text: Promise,
    *,
    key: str,
    more: str = "",
    **words: str,
) -> None:
    for person in people:
        with translation.override(person.language):
            until = formats.date_format(timezone.localtime(asked.closes_at), "DATETIME_FORMAT")
        write(
            [person],
            subject,
            [HELLO, text, *(["%(more)s"] if more else []), "%(question)s", "%(address)s"],
            kind="consent",
            key=key,
            question=asked.question,
            until=until,
            more=more,
            address=address(asked.get_absolute_url()),
            **words,
        )
