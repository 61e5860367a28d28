#!/usr/bin/env bash
# Times reading, refreshing, starting and answering under load on a database, SQLite and MariaDB, and
# keeps the tables in docs/PERFORMANCE.md.
#   OPERATIONS_SIZE=large   ten million snapshots, in a table of their own; needs 15 GB in /tmp and 8 GB of memory
#   OPERATIONS_ON=SQLite    without MariaDB, whose ten million rows take two minutes to write
#   OPERATIONS_LONG=1       ten minutes of load and a thousand refreshes, for the memory
set -euo pipefail
cd "$(dirname "$0")/.."

size=${OPERATIONS_SIZE:-medium}
cache=$PWD/.cache/bench
cargo build --release --locked --package mediaop-server --package mediaop-bench --bin mediaop --bin load
programs=${CARGO_TARGET_DIR:-target}/release
mediaop=$programs/mediaop
scripts/install-mariadb.sh
mkdir -p "$cache"
[ -e "$cache/$size.db" ] || "$mediaop" --db "$cache/$size.db" demo --size "$size" --seed 1
document=()
case $size in medium | large) document=(docs/PERFORMANCE.md) ;; esac
"${PYTHON:-python3}" bench/operations.py "$mediaop" "$programs/load" "$cache/$size.db" "$size" "${document[@]}"
