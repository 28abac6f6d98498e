#!/usr/bin/env bash
# Every check, from a fresh clone: the machine, the environment, then the whole
# suite on SQLite and PostgreSQL. The source checks of `make lint` are part of
# the suite (tests/machine/test_lint.py), so that its summary, the last thing
# printed, speaks for everything. Arguments go to pytest.
set -euo pipefail
cd "$(dirname "$0")/../.."

has_chromium() { command -v chromium >/dev/null; }
# Playwright brings a Node of its own, which brings everything but this.
has_atomic() { [ -n "$(/sbin/ldconfig -p | grep 'libatomic\.so\.1')" ]; }
has_chinese_font() { fc-list ':lang=zh' 2>/dev/null | grep -q .; }
has_office() { command -v soffice >/dev/null && command -v pdftotext >/dev/null; }
has_postgresql() { compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || command -v initdb >/dev/null; }
has_venv() {
    local python
    [ -x .venv/bin/python ] && return 0
    for python in python3.11 python3; do
        "$python" -c 'import ensurepip, venv' 2>/dev/null && return 0
    done
    return 1
}

missing=()
has_chromium || missing+=(chromium)
has_atomic || missing+=(libatomic1)
has_chinese_font || missing+=(fontconfig fonts-noto-cjk)
has_postgresql || missing+=(postgresql)
has_office || missing+=(libreoffice-writer-nogui poppler-utils)
has_venv || missing+=(python3-venv)

if [ ${#missing[@]} -gt 0 ]; then
    if [ "$(id -u)" -ne 0 ]; then
        echo "The tests need Debian packages that are not here. As root, once:" >&2
        echo "    apt-get update && apt-get install --yes --no-install-recommends ${missing[*]}" >&2
        exit 1
    fi
    echo "Installing ${missing[*]} …"
    export DEBIAN_FRONTEND=noninteractive
    apt-get update --quiet=2 </dev/null
    apt-get install --yes --quiet=2 --no-install-recommends "${missing[@]}" </dev/null >/dev/null
fi

make --no-print-directory .venv/.tests

# What an installation on this machine is set to must not change what is tested.
for name in $(compgen -e | grep -E '^(ASSIST_|FLASK_|PORT$|WEB_CONCURRENCY$|GUNICORN_CMD_ARGS$|PYTHONDONTWRITEBYTECODE$)' || true); do
    unset "$name"
done

exec bash tests/machine/postgres.sh run .venv/bin/python -m pytest -n "${WORKERS:-2}" "$@" </dev/null
