#!/usr/bin/env bash
# What can be said of deploy/, and of the program, without a container engine.
set -euo pipefail
cd "$(dirname "$0")/.."

if command -v systemd-analyze >/dev/null; then
    # The program is installed where the unit says, not here.
    complaints=$(systemd-analyze verify deploy/mediaop.service 2>&1 | grep -v 'Command /usr/local/bin/mediaop is not executable' || true)
    [ -z "$complaints" ] || { echo "$complaints" >&2 && exit 1; }
    echo "deploy/mediaop.service: nothing to complain of"
else
    echo "!!! deploy/mediaop.service is NOT checked: there is no systemd-analyze here"
fi
if docker compose version >/dev/null 2>&1; then
    docker compose -f deploy/compose.yaml config --quiet
    echo "deploy/compose.yaml: understood"
elif command -v docker-compose >/dev/null; then
    # Its first generation knows no name of a project; all else is as it was.
    sed '/^name: /d' deploy/compose.yaml | docker-compose --project-directory deploy --file - config --quiet
    echo "deploy/compose.yaml: understood by docker-compose $(docker-compose version --short)"
else
    echo "!!! deploy/compose.yaml is NOT checked: there is no \`docker compose\` here"
fi
# What a user copies: for who looks into it there is CARGO_PROFILE_RELEASE_DEBUG.
program=${CARGO_TARGET_DIR:-target}/release/mediaop
if [ ! -x "$program" ]; then
    echo "!!! $program is NOT checked: it is not built"
elif readelf --section-headers --wide "$program" | grep -q '\.debug_info'; then
    echo "$program holds debug information, which is larger than the program" >&2
    exit 1
else
    echo "$program: $(($(stat --format %s "$program") / 1000000)) MB, without debug information"
fi
