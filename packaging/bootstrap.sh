#!/bin/sh
# Makes a clone ready to run: Debian packages, .venv from the lock, compiled translations.
# Comes in: names of further Debian packages. Safe to repeat; does only what is missing.
set -eu
cd "$(dirname "$0")/.."

# Qt needs the libraries, the tests read papers with poppler and qpdf, age opens bundles,
# gcc makes the disk that fails on demand, strace sees every file that is written,
# a message bus of their own tells the tests of a locked screen.
packages="libegl1 libgl1 libxkbcommon0 libfontconfig1 libdbus-1-3
    libglib2.0-0t64|libglib2.0-0 libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1
    libxcb-image0 libxcb-render-util0 libxcb-shape0 libxkbcommon-x11-0
    fonts-dejavu-core poppler-utils qpdf age gcc libc6-dev strace dbus-daemon|dbus $*"

say() { printf 'consul-desk: %s\n' "$*" >&2; }

installed() { [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

# The names of a package, old and new, stand beside each other: new|old.
missing_packages() {
    for names in "$@"; do
        for name in $(echo "$names" | tr '|' ' '); do
            installed "$name" && continue 2
        done
        echo "$names"
    done
}

known_name() {
    for name in $(echo "$1" | tr '|' ' '); do
        [ -n "$(apt-cache policy "$name" | sed -n 's/ *Candidate: *\([0-9]\)/\1/p')" ] && break
    done
    echo "$name"
}

install_packages() {
    absent=$(missing_packages "$@")
    [ -z "$absent" ] && return
    if [ "$(id -u)" -ne 0 ]; then
        say "please run: sudo apt-get install" $(for each in $absent; do known_name "$each"; done)
        return
    fi
    apt-get update -qq
    absent=$(for each in $absent; do known_name "$each"; done)
    say "installing" $absent
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $absent >/dev/null
}

fits() { "$1" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

find_python() {
    for candidate in ${PYTHON:-} python3 python3.11 python3.12 python3.13 python3.14 /usr/bin/python3; do
        command -v "$candidate" >/dev/null && fits "$candidate" && echo "$candidate" && return
    done
    return 1
}

if command -v apt-get >/dev/null && command -v dpkg-query >/dev/null; then
    find_python >/dev/null || packages="python3 python3-venv $packages"
    install_packages $packages
elif [ ! -e .venv/.installed ]; then
    say "no apt here; the program needs what these Debian packages hold:" $packages
fi

if ! .venv/bin/python -c 'import pip' 2>/dev/null; then
    python=$(find_python) || {
        say "Python 3.11 or newer with venv is needed (Debian: python3 python3-venv)."
        exit 1
    }
    "$python" -m venv --clear .venv
fi

wanted=$(cat packaging/develop.lock pyproject.toml | sha256sum)
if [ "$(cat .venv/.installed 2>/dev/null)" != "$wanted" ]; then
    say "installing the locked Python packages"
    .venv/bin/python -m pip install --quiet --require-hashes -r packaging/develop.lock
    .venv/bin/python -m pip install --quiet --no-deps --no-build-isolation \
        --config-settings editable_mode=compat --editable .
    echo "$wanted" >.venv/.installed
fi

.venv/bin/python packaging/catalogues.py compile
