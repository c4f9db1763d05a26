# SPDX-License-Identifier: MIT
# Steps that packaging/run and packaging/test share: install what is missing, build. Sourced, with $root set.
set -euo pipefail

say() { printf '%s\n' "$*"; }
die() { printf '%s: %s\n' "${0##*/}" "$*" >&2; exit 1; }

show_and_do() { say "+ $*"; "$@"; }

# The installed ones are left alone; nothing is asked.
install_missing() {
    command -v dpkg-query >/dev/null && command -v apt-get >/dev/null ||
        die "this is no Debian system; install by its own means what stands in packaging/debian-packages.sh, then run: cmake --preset release && cmake --build --preset release"
    local package missing=()
    for package in "$@"; do
        [ "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing+=("$package")
    done
    [ ${#missing[@]} -gt 0 ] || return 0
    local as_root=()
    if [ "$(id -u)" -ne 0 ]; then
        as_root=(sudo)
        # A password can be typed at a terminal; without one, waiting for it would wait for ever.
        command -v sudo >/dev/null && { sudo -n true 2>/dev/null || [ -t 0 ]; } ||
            die "these packages are missing and installing them takes root or sudo: ${missing[*]}"
    fi
    show_and_do "${as_root[@]}" apt-get update
    show_and_do "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${missing[@]}"
}

# build PRESET [TARGET...]: configures once, then compiles what has changed, of all targets when none is named.
build() {
    local folder="$root/build/$1" targets=()
    [ $# -eq 1 ] || targets=(--target "${@:2}")
    (
        cd "$root"
        if [ ! -f "$folder/build.ninja" ]; then
            say "+ cmake --preset $1"
            cmake --preset "$1" >"$folder.configure.log" 2>&1 || { cat "$folder.configure.log" >&2; exit 1; }
        fi
        show_and_do cmake --build --preset "$1" "${targets[@]}"
    )
}
