#!/usr/bin/env bash
# A throw-away PostgreSQL for the tests, apart from any other on the machine.
#
#   postgres.sh run CMD…   start one, run CMD with its address, always stop it
#   eval "$(postgres.sh start)" … postgres.sh stop
#
# The address is in ASSIST_TEST_POSTGRES. The cluster lives in a folder of its
# own, listens on a free port of the loopback address and on a socket in that
# folder, and is never written to the disk for good: nothing in it is worth
# keeping.
set -euo pipefail

say() { echo "postgres.sh: $*" >&2; }

programs() {
    local found
    for found in "$(command -v initdb || true)" /usr/lib/postgresql/*/bin/initdb /usr/pgsql-*/bin/initdb; do
        if [ -x "$found" ]; then dirname "$(readlink -f "$found")"; fi
    done | sort -V | tail -n 1
}

# PostgreSQL refuses to run as root.
as_owner() {
    if [ "$(id -u)" -ne 0 ]; then
        "$@"
    elif command -v runuser >/dev/null; then
        runuser -u "$OWNER" -- "$@"
    else
        # shellcheck disable=SC2016
        su -s /bin/sh "$OWNER" -c '"$0" "$@"' -- "$@"
    fi
}

free_port() {
    "${PYTHON:-python3}" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

# Sets FOLDER and ADDRESS.
start() {
    BIN=$(programs)
    [ -n "$BIN" ] || { say "no PostgreSQL here (Debian: apt-get install postgresql)"; return 1; }
    OWNER=$(id -un)
    if [ "$(id -u)" -eq 0 ]; then
        if id -u postgres >/dev/null 2>&1; then OWNER=postgres; else OWNER=nobody; fi
    fi
    FOLDER=$(mktemp -d "${TMPDIR:-/tmp}/assist-postgres.XXXXXX")
    chown "$OWNER" "$FOLDER"
    cd "$FOLDER"
    # C sorts as SQLite does, so that both engines list in one order.
    as_owner "$BIN/initdb" --pgdata="$FOLDER/data" --username=assist --auth=trust \
        --encoding=UTF8 --locale=C --no-sync >"$FOLDER/initdb.log" 2>&1 ||
        { cat "$FOLDER/initdb.log" >&2; return 1; }
    local port
    # Between the choice of a port and its use another program may take it.
    for _ in 1 2 3 4 5; do
        port=$(free_port)
        if as_owner "$BIN/pg_ctl" --pgdata="$FOLDER/data" --log="$FOLDER/data/log" --silent --wait --timeout=60 \
            --options="-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories='$FOLDER' \
-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=100 \
-c shared_buffers=64MB -c log_min_messages=fatal" start >"$FOLDER/start.log" 2>&1 </dev/null; then
            as_owner "$BIN/createdb" --host="$FOLDER" --port="$port" --username=assist assist
            ADDRESS="postgresql+psycopg://assist@127.0.0.1:$port/assist"
            return 0
        fi
    done
    cat "$FOLDER/start.log" "$FOLDER/data/log" >&2
    return 1
}

# Ends the cluster in folder $1 and removes it.
stop() {
    local folder=$1
    case $folder in */assist-postgres.*) ;; *) say "not a folder of mine: $folder"; return 1 ;; esac
    [ -d "$folder" ] || return 0
    BIN=$(programs)
    OWNER=$(stat -c %U "$folder")
    cd /
    as_owner "$BIN/pg_ctl" --pgdata="$folder/data" --mode=immediate --silent --wait stop >/dev/null 2>&1 || true
    rm -rf "$folder"
}

case ${1:-} in
start)
    FOLDER=
    start || { [ -z "$FOLDER" ] || stop "$FOLDER"; exit 1; }
    echo "export ASSIST_TEST_POSTGRES=$ADDRESS ASSIST_TEST_POSTGRES_FOLDER=$FOLDER"
    ;;
stop)
    stop "${2:-${ASSIST_TEST_POSTGRES_FOLDER:?start was not evaluated in this shell, so name the folder}}"
    ;;
run)
    shift
    [ $# -gt 0 ] || { say "run what?"; exit 2; }
    FOLDER=
    here=$PWD
    # A signal is acted on when the command has ended; either way the way out is EXIT.
    trap '[ -z "$FOLDER" ] || stop "$FOLDER"' EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM HUP
    start || exit 1
    cd "$here"
    status=0
    ASSIST_TEST_POSTGRES=$ADDRESS "$@" || status=$?
    exit "$status"
    ;;
*)
    sed -n '2,9s/^# \{0,1\}//p' "$0" >&2
    exit 2
    ;;
esac
