# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""What is still open at the invented edition: proposals in every state, a merged pair, codes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from labcamp.core.access import Viewer
from labcamp.programme.actions import codes, merging, queue
from labcamp.programme.models import Planning, Proposal
from labcamp.series.models import Edition

Propose = Callable[..., Proposal]


def leave_open(edition: Edition, told: dict[str, Any], propose: Propose, hosts: Viewer) -> None:
    """So that everything hosts do with proposals can be tried; `propose` makes one from words."""
    parked, one, two = (propose(words) for words in [told["parked"], *told["merged"]])
    queue.park(parked, by=hosts)
    both = merging.Together(
        title=told["together"],
        abstract=f"{one.abstract}\n\n{two.abstract}",
        minutes=max(one.minutes, two.minutes),
        needs=merging.needs_of_both(one, two),
        stays_version=one.version,
        goes_version=two.version,
    )
    merging.merge(one, two, both, by=hosts)
    propose(told["draft"], draft=True)
    queue.choose_flow(edition, Planning.Flow.QUEUE, by=hosts)
    for words in told["waiting"]:
        propose(words)
    queue.choose_flow(edition, Planning.Flow.STRAIGHT, by=hosts)
    codes.make_codes(edition, told["codes"], seen=0, by=hosts)
