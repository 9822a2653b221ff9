# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""The container files say what the code does."""

import re

import yaml

from labcamp.commands.parser import parser


def test_the_image_installs_by_the_projects_own_script_and_serves(root):
    text = (root / "Dockerfile").read_text()
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", text, re.MULTILINE)
    for path in " ".join(copied).split():
        assert (root / path).exists(), path
    assert "tools/install.sh /opt/venv python3 run" in text
    command = re.search(r"^CMD (\[.+\])$", text, re.MULTILINE)[1]
    words = yaml.safe_load(command)
    assert words[0] == "labcamp"
    assert parser().parse_args(words[1:]).processes > 1
    assert re.search(r"^USER (?!root)", text, re.MULTILINE)


def test_compose_names_only_settings_that_are_read(root):
    compose = yaml.safe_load((root / "compose.yaml").read_text())
    given = set(compose["services"]["labcamp"]["environment"])
    read = set(re.findall(r"LABCAMP_[A-Z]+", (root / "src/labcamp/config/env.py").read_text()))
    assert given <= read
    assert compose["services"]["labcamp"]["environment"]["LABCAMP_DATABASE"].startswith(
        "postgresql://"
    )
    for service in compose["services"].values():
        assert "healthcheck" in service


def test_what_the_image_needs_is_not_ignored(root):
    allowed = re.findall(r"^!(\S+)", (root / ".dockerignore").read_text(), re.MULTILINE)
    assert {"src", "frontend", "tools", "requirements", "pyproject.toml", "Makefile"} <= set(
        allowed
    )
