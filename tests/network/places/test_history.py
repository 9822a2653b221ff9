# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""The labs of the shipped history find their places."""

from __future__ import annotations

import json
from importlib.resources import files

from labcamp.network.places.register import resolve
from labcamp.network.places.states import named


def labs():
    return json.loads((files("labcamp.demo") / "history.json").read_text("utf-8"))["labs"]


def place_of(lab):
    where = named(lab["region"] or "", lab["country"])
    return resolve(lab["city"] or "", where.code if where else "", lab["country"])


def test_every_lab_with_a_town_is_in_the_register():
    unknown = {lab["name"] for lab in labs() if place_of(lab) is None}

    assert unknown == {lab["name"] for lab in labs() if not lab["city"]}
    assert unknown == {
        "Datenlabor des Bundesinnenministeriums",
        "ProjectTogether (UpdateDeutschland)",
    }


def test_every_state_told_is_a_state_and_the_town_lies_in_it():
    told = [(lab, named(lab["region"], lab["country"])) for lab in labs() if lab["region"]]

    assert len(told) > 70
    assert all(where and place_of(lab).state == where.code for lab, where in told)
