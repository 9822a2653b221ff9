#!/bin/sh
# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
# Usage: tools/install.sh VENV PYTHON run|test
# Makes the virtual environment, installs the locked dependencies, builds assets and catalogues.
set -eu
venv=$1 python=$2 kind=$3

if [ ! -x "$venv/bin/python" ]; then
  "$python" -c 'import sys; sys.exit("labcamp needs Python 3.11 or newer" if sys.version_info < (3, 11) else 0)'
  if ! "$python" -m venv "$venv" 2>/dev/null; then
    # Debian ships venv apart; root may fetch it, everybody else is told what is missing.
    rm -rf "$venv"
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
      apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y python3-venv >/dev/null
      "$python" -m venv "$venv"
    else
      echo "Python's venv is missing: install the package python3-venv." >&2
      exit 1
    fi
  fi
fi

echo "Installing what labcamp needs ($kind) …"
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes \
  --only-binary :all: -r "requirements/$kind.lock"
site=$("$venv/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
echo "$(pwd)/src" > "$site/labcamp.pth"
printf '#!%s\nimport sys\nfrom labcamp.cli import main\nsys.exit(main())\n' \
  "$(cd "$venv/bin" && pwd)/python" > "$venv/bin/labcamp"
chmod +x "$venv/bin/labcamp"
"$venv/bin/python" -m compileall -q -j 0 "$site" src || true  # so that the first start need not
"$venv/bin/python" tools/compile_messages.py
if [ "$kind" = test ]; then
  "$venv/bin/python" frontend/build.py --check
else
  "$venv/bin/python" frontend/build.py
fi
touch "$venv/.$kind"
