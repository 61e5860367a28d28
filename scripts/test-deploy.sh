#!/usr/bin/env bash
# What can be said of deploy/ without a container engine and without installing anything.
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
else
    echo "!!! deploy/compose.yaml is NOT checked: there is no \`docker compose\` here"
fi
