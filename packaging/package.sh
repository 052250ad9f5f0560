#!/bin/sh
# Builds dist/consul-desk, carries a copy away from the sources and lets it test itself there.
set -eu
cd "$(dirname "$0")/.."
sources=$PWD

# PyInstaller reads binaries with objdump; Debian's own Python keeps its library apart.
sh packaging/bootstrap.sh binutils strace
sh packaging/bootstrap.sh $(.venv/bin/python -c 'import sys
if sys.base_prefix == "/usr":
    print("libpython%d.%d" % sys.version_info[:2])')

rm -rf dist build/pyinstaller
.venv/bin/python -m PyInstaller --noconfirm --log-level WARN \
    --distpath dist --workpath build/pyinstaller packaging/consul-desk.spec

away=$(mktemp -d)
trap 'rm -rf "$away"' EXIT
cp -R dist/consul-desk "$away/consul-desk"
mkdir "$away/home"
cd /

clean() { env -i HOME="$away/home" PATH=/usr/bin:/bin LANG=C.UTF-8 "$@"; }

if strace -f -o /dev/null true 2>/dev/null; then
    clean strace -f -z -e trace=%file -o "$away/opened" "$away/consul-desk/consul-desk-window" --self-test
    if grep -F "\"$sources/" "$away/opened"; then
        echo "The packaged program opened files of the source tree." >&2
        exit 1
    fi
else
    clean "$away/consul-desk/consul-desk-window" --self-test
fi
clean "$away/consul-desk/consul-desk" --help >/dev/null
printf 'dist/consul-desk: %s\n' "$(du -sh "$sources/dist/consul-desk" | cut -f1)"
