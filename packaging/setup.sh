#!/usr/bin/env bash
# Sets up a checkout: Python packages in .venv, Qt's system libraries; for the tests PostgreSQL, CUPS.
# Installs through apt only what is missing, and only as root; otherwise says what to install.
# usage: packaging/setup.sh [run|test]
set -euo pipefail
cd "$(dirname "$0")/.."
purpose=${1:-run}
stamp=.venv/.set-up-$purpose

say() { printf 'packbench set-up: %s\n' "$*" >&2; }

need_packages() { # why, package...
    local why=$1
    shift
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        say "installing $* ($why)"
        apt-get update -qq
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
    else
        say "$why. Please install these Debian packages and run this again: $*"
        exit 1
    fi
}

find_python() {
    local candidate
    for candidate in "${PYTHON:-}" python3 python3.11 python3.12 python3.13; do
        [ -n "$candidate" ] || continue
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            printf '%s' "$candidate"
            return
        fi
    done
}

make_environment() {
    local python
    python=$(find_python)
    if [ -z "$python" ]; then
        need_packages "Python 3.11 or newer is needed" python3 python3-venv
        python=python3
    fi
    [ -x .venv/bin/python ] && [ -x .venv/bin/pip ] && return
    if ! "$python" -m venv .venv >/dev/null 2>&1; then
        rm -rf .venv
        need_packages "Python's venv module is needed" python3-venv
        "$python" -m venv .venv
    fi
}

install_python_packages() {
    local extra=""
    [ "$purpose" = test ] && extra="[dev]"
    say "installing Python packages into .venv (once)"
    .venv/bin/python -m pip install --quiet --disable-pip-version-check \
        --constraint packaging/constraints.txt --editable ".$extra"
}

qt_is_complete() { # also for a window on a screen, where there is one
    QT_QPA_PLATFORM=offscreen .venv/bin/python -c \
        'from PySide6.QtWidgets import QApplication; QApplication([])' >/dev/null 2>&1 || return
    [ -z "${DISPLAY:-}" ] ||
        ! ldd .venv/lib/python3*/site-packages/PySide6/Qt/plugins/platforms/libqxcb.so |
        grep -q 'not found'
}

install_qt_libraries() {
    qt_is_complete && return
    need_packages "Qt's system libraries are missing" libglib2.0-0 libgl1 libegl1 libdbus-1-3 \
        libfontconfig1 libxkbcommon0 libbrotli1 libxcb-cursor0 libxcb-icccm4 libxcb-image0 \
        libxcb-keysyms1 libxcb-render-util0 libxcb-render0 libxcb-shape0 libxcb-util1 \
        libxcb-xkb1 libxkbcommon-x11-0
}

install_compiler() {
    command -v cc >/dev/null && return
    need_packages "A test compiles a small library that stands for a power cut" gcc libc6-dev
}

install_faketime() { # a process that believes another day
    command -v faketime >/dev/null && return
    need_packages "The tests start programs on other days" faketime
}

install_postgres() {
    compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null && return
    command -v initdb >/dev/null && return
    need_packages "The tests start a PostgreSQL server of their own" postgresql
}

install_cups() {
    PATH="$PATH:/usr/sbin" command -v cupsd >/dev/null && command -v lp >/dev/null &&
        [ -x /usr/lib/cups/filter/pdftopdf ] && return
    need_packages "The tests start a print server of their own" \
        cups-daemon cups-client cups cups-filters
}

wanted=$(cat pyproject.toml packaging/constraints.txt packaging/setup.sh | cksum)
if [ ! -x .venv/bin/python ] || [ "$(cat "$stamp" 2>/dev/null)" != "$wanted" ]; then
    make_environment
    install_python_packages
    install_qt_libraries
    if [ "$purpose" = test ]; then
        install_compiler
        install_postgres
        install_faketime
        install_cups
    fi
    printf '%s' "$wanted" >"$stamp"
fi
