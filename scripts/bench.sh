#!/usr/bin/env bash
# Times, memory and growth of mediaop beside its peers, on the same rows in the same run. Prints
# tables, keeps them in docs/PERFORMANCE.md, and fails where mediaop falls short of what is asked.
#   SIZES="medium"              a million snapshots alone, in a minute or two; keeps nothing
#   SIZES="medium large huge"   100 million as well: sorted increments, builds, memory; needs 20 GiB
#   MARIADB="medium large"      on which sizes MariaDB is measured (medium; ten million take it minutes)
set -euo pipefail
cd "$(dirname "$0")/.."

# What others do on this machine meanwhile: kept beside the figures, which it spoils.
MEDIAOP_BENCH_LOAD=$(cut -d ' ' -f 1 /proc/loadavg 2>/dev/null || echo unknown)
export MEDIAOP_BENCH_LOAD
read -ra sizes <<<"${SIZES:-medium large}"
mariadb=" ${MARIADB-small medium} "
cache=$PWD/.cache/bench
export CARGO_TERM_COLOR=never PYTHONDONTWRITEBYTECODE=1
# As many as the peers are given.
export RAYON_NUM_THREADS=2
# Freed memory is kept between the runs, as the peers keep theirs: otherwise a third of a build is
# the kernel's clearing of fresh pages.
keep_memory=glibc.malloc.mmap_max=0:glibc.malloc.trim_threshold=17179869184
programs=${CARGO_TARGET_DIR:-target}/release

fail() {
    echo "make bench: $1" >&2
    exit 1
}

snapshots() {
    case $1 in
    small) echo 100000 ;;
    medium) echo 1000000 ;;
    large) echo 10000000 ;;
    huge) echo 100000000 ;;
    *) fail "SIZES may hold small, medium, large and huge, not $1" ;;
    esac
}

command -v cargo >/dev/null || PATH=$PATH:$HOME/.cargo/bin
command -v cargo >/dev/null || fail "cargo is missing: install Rust from https://rustup.rs"
"${PYTHON:-python3}" -c 'import venv, ensurepip' 2>/dev/null || fail "python3 with venv is missing: apt-get install python3-venv"
for size in "${sizes[@]}"; do snapshots "$size" >/dev/null; done

cargo build --release --locked --package mediaop-bench
[ -x "$cache/venv/bin/python" ] || "${PYTHON:-python3}" -m venv "$cache/venv"
python=$cache/venv/bin/python
"$python" -m pip install --quiet --disable-pip-version-check -r bench/requirements.txt

for size in "${sizes[@]}"; do
    folder=$cache/$size
    # Figures of an earlier run must not be taken for those of this one.
    rm -rf "$folder"
    mkdir -p "$folder"
    echo "=== $size: mediaop"
    GLIBC_TUNABLES=$keep_memory "$programs/measure" "$(snapshots "$size")" "$folder"
    "$programs/memory" "$(snapshots "$size")" >"$folder/memory.json"
    case $size in
    huge) peers=(polars duckdb numpy) part=(sorted) ;;
    *) peers=(polars duckdb numpy pandas) part=() ;;
    esac
    [[ $mariadb != *" $size "* ]] || peers+=(mariadb)
    for peer in "${peers[@]}"; do
        echo "=== $size: $peer"
        "$python" bench/peers.py "$peer" "$folder" "${part[@]}"
    done
done
"$python" bench/report.py "$cache" docs/PERFORMANCE.md "${sizes[@]}"
