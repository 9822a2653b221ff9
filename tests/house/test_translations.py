# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""German and English are complete."""

import subprocess
import sys


def test_every_message_is_in_german_with_its_placeholders(root):
    done = subprocess.run(
        [sys.executable, "tools/messages.py", "--check"],
        cwd=root, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout


def test_a_missing_message_would_be_found(root, tmp_path):
    import importlib.util

    spec = importlib.util.spec_from_file_location("messages", root / "tools" / "messages.py")
    messages = importlib.util.module_from_spec(spec)
    sys.modules["messages"] = messages
    spec.loader.exec_module(messages)
    uses = {("", "New sentence"): messages.Use(places=["web/x.py:1"])}
    assert any("missing" in fault for fault in messages.faults({}, uses))
