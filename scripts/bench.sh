#!/usr/bin/env bash
# Times the building of a data set and every question, beside DuckDB on the same database in the
# same run. Prints a table, keeps it in docs/PERFORMANCE.md, and fails where mediaop is slower than
# DuckDB or takes more than 12 times as long for 10 times the rows.
# SIZES="medium" measures a million snapshots alone, and keeps nothing.
set -euo pipefail
cd "$(dirname "$0")/.."

# What others do on this machine meanwhile: kept beside the figures, which it spoils.
MEDIAOP_BENCH_LOAD=$(cut -d ' ' -f 1 /proc/loadavg 2>/dev/null || echo unknown)
export MEDIAOP_BENCH_LOAD
read -ra sizes <<<"${SIZES:-medium large}"
cache=$PWD/.cache/bench
export CARGO_TERM_COLOR=never PYTHONDONTWRITEBYTECODE=1
# As many as DuckDB is given.
export RAYON_NUM_THREADS=2
export CRITERION_HOME=$cache/criterion
# Freed memory is kept between the runs, as DuckDB keeps its own: otherwise a third of a build is
# the kernel's clearing of fresh pages.
keep_memory=glibc.malloc.mmap_max=0:glibc.malloc.trim_threshold=17179869184
mediaop=${CARGO_TARGET_DIR:-target}/release/mediaop

fail() {
    echo "make bench: $1" >&2
    exit 1
}

command -v cargo >/dev/null || PATH=$PATH:$HOME/.cargo/bin
command -v cargo >/dev/null || fail "cargo is missing: install Rust from https://rustup.rs"
"${PYTHON:-python3}" -c 'import venv, ensurepip' 2>/dev/null || fail "python3 with venv is missing: apt-get install python3-venv"
for size in "${sizes[@]}"; do
    case $size in small | medium | large) ;; *) fail "SIZES may hold small, medium and large, not $size" ;; esac
done

cargo build --release --locked --package mediaop-server
cargo bench --locked --package mediaop-bench --no-run

mkdir -p "$cache"
[ -x "$cache/venv/bin/python" ] || "${PYTHON:-python3}" -m venv "$cache/venv"
"$cache/venv/bin/python" -m pip install --quiet --disable-pip-version-check -r bench/requirements.txt
for size in "${sizes[@]}"; do
    [ -e "$cache/$size.db" ] || "$mediaop" --db "$cache/$size.db" demo --size "$size" --seed 1
done

for size in "${sizes[@]}"; do
    # Figures of an earlier run must not be taken for those of this one.
    rm -rf "${CRITERION_HOME:?}/$size" "$cache/$size".{facts,duckdb}.json
    echo "=== $size: mediaop"
    # Of what criterion says, its progress is left out.
    GLIBC_TUNABLES=$keep_memory MEDIAOP_BENCH_DB=$cache/$size.db MEDIAOP_BENCH_FACTS=$cache/$size.facts.json \
        cargo bench --quiet --locked --package mediaop-bench -- --quiet --noplot 2>"$cache/$size.log" ||
        { cat "$cache/$size.log" >&2 && fail "the measurement of $size failed"; }
    echo "=== $size: DuckDB"
    "$cache/venv/bin/python" bench/peers.py "$cache/$size.db" "$cache/$size.facts.json" "$cache/$size.duckdb.json"
done
"$cache/venv/bin/python" bench/report.py "$cache" docs/PERFORMANCE.md "${sizes[@]}"

echo "=== Python"
frames=()
for size in "${sizes[@]}"; do
    case $size in medium) frames+=(1000000) ;; large) frames+=(10000000) ;; esac
done
rm -rf "$cache/wheels"
PATH=$cache/venv/bin:$PATH "$cache/venv/bin/python" -m maturin build --quiet --release --locked --out "$cache/wheels"
"$cache/venv/bin/python" -m pip install --quiet --disable-pip-version-check --force-reinstall --no-deps "$cache"/wheels/*.whl
"$cache/venv/bin/python" bench/python.py docs/PERFORMANCE.md "$cache/frames.db" "${frames[@]}"
