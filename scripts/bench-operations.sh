#!/usr/bin/env bash
# Times reading, refreshing, starting and answering on a database, SQLite and MariaDB, and keeps the
# table in docs/PERFORMANCE.md. OPERATIONS_SIZE=large measures ten million snapshots, and keeps nothing.
set -euo pipefail
cd "$(dirname "$0")/.."

size=${OPERATIONS_SIZE:-medium}
cache=$PWD/.cache/bench
cargo build --release --locked --package mediaop-server
mediaop=${CARGO_TARGET_DIR:-target}/release/mediaop
scripts/install-mariadb.sh
mkdir -p "$cache"
[ -e "$cache/$size.db" ] || "$mediaop" --db "$cache/$size.db" demo --size "$size" --seed 1
document=()
[ "$size" != medium ] || document=(docs/PERFORMANCE.md)
"${PYTHON:-python3}" bench/operations.py "$mediaop" "$cache/$size.db" "${document[@]}"
