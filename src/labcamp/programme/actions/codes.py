# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Codes with which people in the room mark interest without an account; one code, one person."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils.crypto import salted_hmac

from labcamp.core.access import Refused, Viewer, guest, require
from labcamp.core.actions import Stale
from labcamp.core.limits import TooMany, spend, used_up
from labcamp.core.record import record
from labcamp.programme import facts
from labcamp.programme.actions.locks import held_for_a_mark, locked_edition
from labcamp.programme.actions.proposals import keep_mark
from labcamp.programme.models import Interest, InterestCode, Proposal
from labcamp.programme.queries.proposals import planning_of, voting_open
from labcamp.series.models import Edition

LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Nothing that looks like something else."""
LENGTH = 8
MOST = 300
WRONG = 60
WINDOW = timedelta(minutes=10)


class TooManyCodes(Exception):
    """An edition has MOST codes at a time."""


@transaction.atomic
def make_codes(edition: Edition, number: int, *, seen: int, by: Viewer) -> int:
    """So many more codes to hand out; how many there are then.

    `seen` is how many the form showed: the same form twice makes them once. Raises Stale when
    others have made or withdrawn some meanwhile, TooManyCodes beyond MOST.
    """
    require(by, "plan", edition)
    edition = locked_edition(edition.pk)
    there = InterestCode.objects.filter(edition=edition).count()
    if there == seen + number:
        return there
    if there != seen:
        raise Stale(edition)
    if there + number > MOST:
        raise TooManyCodes
    for place in range(number):
        row = InterestCode.objects.create(
            edition=edition, digest=f"new-{edition.pk}-{place}", at=by.now
        )
        row.digest = digest(code_of(row))
        row.save(update_fields=["digest"])
    record(facts.CODES_MADE, about=edition, by=by, number=number)
    return there + number


@transaction.atomic
def withdraw_codes(edition: Edition, *, by: Viewer) -> int:
    """Codes with which nothing has been marked hold no longer; how many it was."""
    require(by, "plan", edition)
    edition = locked_edition(edition.pk)
    codes = InterestCode.objects.filter(edition=edition)
    list(codes.select_for_update())  # a mark that is being written makes its code a used one
    gone = codes.filter(used=False).delete()[0]
    if gone:
        record(facts.CODES_WITHDRAWN, about=edition, by=by, number=gone)
    return gone


def find_code(edition_slug: str, typed: str, *, client: str, by: Viewer) -> InterestCode | None:
    """The row of a code somebody typed or scanned; None when it is none.

    Raises TooMany for a client that has tried too many wrong ones, whatever it says then.
    """
    key = f"interest-code:{client}"
    if until := used_up(key, most=WRONG, now=by.now):
        raise TooMany(until)
    rows = InterestCode.objects.filter(edition__slug=edition_slug, digest=digest(plain(typed)))
    row = rows.select_related("edition").first()
    if row is None:
        spend(key, most=WRONG, per=WINDOW, now=by.now)
    return row


@transaction.atomic
def mark_by_code(
    code: InterestCode, proposal: Proposal, *, strength: int | None, by: Viewer
) -> None:
    """Mark for whoever has the code. Who it was is not known and not written down.

    Refused as well when hosts have withdrawn the code meanwhile.
    """
    nobody = guest(by.now)
    proposal = held_for_a_mark(proposal)
    rows = InterestCode.objects.select_for_update(of=("self",)).select_related("edition")
    found = rows.filter(pk=code.pk).first()
    if found is None:
        raise Refused("mark")
    code = found
    offered = proposal.edition_id == code.edition_id and proposal.state == Proposal.State.OFFERED
    if not offered or not voting_open(planning_of(code.edition), nobody):
        raise Refused("mark")
    keep_mark(proposal, strength, nobody, code_id=code.pk)
    if not code.used:
        code.used = True
        code.save(update_fields=["used"])


def marked_by(code: InterestCode) -> dict[int, int]:
    """What has been marked with a code: proposal to strength."""
    return dict(Interest.objects.filter(code=code).values_list("proposal", "strength"))


def code_of(row: InterestCode) -> str:
    """The code as it is printed; it follows from the row's key and the instance's secret."""
    number = int(
        salted_hmac("labcamp.interest-code", str(row.pk), algorithm="sha256").hexdigest(), 16
    )
    letters = []
    for _place in range(LENGTH):
        number, letter = divmod(number, len(LETTERS))
        letters.append(LETTERS[letter])
    return "".join(letters)


def digest(code: str) -> str:
    return salted_hmac("labcamp.interest-code.kept", code, algorithm="sha256").hexdigest()


def plain(typed: str) -> str:
    """As printed, however it was typed: small letters, blanks and dashes do not matter."""
    return "".join(letter for letter in typed.upper()[:40] if letter.isalnum())
