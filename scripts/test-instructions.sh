#!/usr/bin/env bash
# Counts the instructions of the main kernels by callgrind and compares them with those that are
# kept in bench/instructions.txt; --keep writes that file anew.
set -euo pipefail
cd "$(dirname "$0")/.."

command -v valgrind >/dev/null || { echo "valgrind is missing: apt-get install valgrind libc6-dbg" >&2; exit 1; }
# With the server, so that features of shared crates are the same and nothing is compiled twice.
cargo build --release --locked --package mediaop-server --package mediaop-bench
exec "${PYTHON:-python3}" bench/instructions.py "${CARGO_TARGET_DIR:-target}/release/kernels" bench/instructions.txt "$@"
