#!/bin/sh
# SPDX-FileCopyrightText: labcamp contributors
# SPDX-License-Identifier: EUPL-1.2
# Everything: the checks, then all tests on SQLite, then on a PostgreSQL of its own that is thrown away.
set -eu
bin=${VENV:-.venv}/bin
work=$(mktemp -d)
pgdir=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -n 1)
as_postgres() { if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi; }
cleanup() {
  [ ! -f "$work/pg/postmaster.pid" ] || as_postgres "$pgdir/pg_ctl" -D "$work/pg" -m immediate stop >/dev/null 2>&1 || true
  rm -rf "$work"
}
trap cleanup EXIT INT TERM

make --no-print-directory check

# Browsers on a busy machine may be late: a journey that failed is walked once more, alone.
everything() {
  "$bin/pytest" -n 2 --dist loadfile -m "not journey" "$@"
  "$bin/pytest" -n 2 --dist loadfile -m journey "$@" || "$bin/pytest" -m journey --last-failed "$@"
}

export LABCAMP_DATA="$work/data"
echo "== All tests on SQLite"
everything "$@"

echo "== All tests on PostgreSQL"
chmod 755 "$work"
mkdir "$work/pg" "$work/socket"
[ "$(id -u)" != 0 ] || chown postgres "$work/pg" "$work/socket"
as_postgres "$pgdir/initdb" -D "$work/pg" -U labcamp -A trust -E UTF8 --locale=C.UTF-8 >/dev/null
as_postgres "$pgdir/pg_ctl" -D "$work/pg" -w -s \
  -o "-c listen_addresses='' -c unix_socket_directories='$work/socket' -c fsync=off -c max_connections=200" start
as_postgres "$pgdir/createdb" -h "$work/socket" -U labcamp labcamp
socket=$(printf %s "$work/socket" | sed 's#/#%2F#g')
export LABCAMP_DATABASE="postgresql://labcamp@$socket/labcamp"
everything "$@"
