#!/usr/bin/env bash
# Installs the MariaDB server that the tests start for themselves, unless it is there. No service is
# started: the tests use sockets and data directories of their own.
set -euo pipefail

if command -v mariadbd >/dev/null && command -v mariadb-install-db >/dev/null && command -v mariadb >/dev/null; then
    exit 0
fi
echo "!!! missing: mariadbd. Installing the Debian packages mariadb-server and mariadb-client"
command -v apt-get >/dev/null || { echo "install MariaDB by hand: there is no apt-get here" >&2 && exit 1; }
as_root=()
[ "$(id -u)" = 0 ] || as_root=(sudo -n)
# Debian starts services when it installs them, unless this file forbids it.
forbid=/usr/sbin/policy-rc.d
if [ ! -e "$forbid" ]; then
    printf '#!/bin/sh\nexit 101\n' | "${as_root[@]}" tee "$forbid" >/dev/null
    "${as_root[@]}" chmod +x "$forbid"
    trap '"${as_root[@]}" rm -f "$forbid"' EXIT
fi
"${as_root[@]}" apt-get update -qq
DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get install -y -qq --no-install-recommends \
    mariadb-server mariadb-client
mariadbd --version
