#!/usr/bin/env bash
# Samples where the time of some kernels goes, and keeps the shares in docs/PERFORMANCE.md.
#   scripts/profile.sh [KERNEL…]   names: target/release/kernels
# Linux's perf must be there and allowed to sample.
set -euo pipefail
cd "$(dirname "$0")/.."

command -v perf >/dev/null || { echo "perf is missing: apt-get install linux-perf" >&2; exit 1; }
[ $# -gt 0 ] || set -- build/sorted product_matrix/gained top_videos/category/gained
# Names that tell of which closure an instance of a generic function is.
export RUSTFLAGS="-C symbol-mangling-version=v0" CARGO_TARGET_DIR=$PWD/.cache/bench/profile
# With the lines of sources, for a look into a function (perf annotate).
export CARGO_PROFILE_RELEASE_DEBUG=line-tables-only
cargo build --release --locked --package mediaop-bench --bin kernels
exec "${PYTHON:-python3}" bench/profile.py "$CARGO_TARGET_DIR/release/kernels" docs/PERFORMANCE.md "$@"
