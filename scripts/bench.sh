#!/usr/bin/env bash
# Times, memory and growth of mediaop beside its peers, on the same rows in the same run. Prints
# tables, keeps them in docs/PERFORMANCE.md, and fails where mediaop is slower than DuckDB or takes
# more than 12 times as long for 10 times the rows (or than DuckDB, where its time grows by more). Goals beyond that are told; STRICT=1 fails on them.
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
for size in "${sizes[@]}"; do
    snapshots "$size" >/dev/null
    if [[ $mariadb == *" $size "* ]] && ! command -v mariadbd >/dev/null; then
        scripts/install-mariadb.sh || fail "mariadbd is missing: apt-get install mariadb-server, or leave it out by MARIADB="
    fi
done

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
# What falls short there is told at the end.
status=0
"$python" bench/report.py "$cache" docs/PERFORMANCE.md "${sizes[@]}" || status=$?

echo "=== Python"
frames=()
for size in "${sizes[@]}"; do
    case $size in medium) frames+=(1000000) ;; large) frames+=(10000000) ;; esac
done
rm -rf "$cache/wheels"
PATH=$cache/venv/bin:$PATH "$python" -m maturin build --quiet --release --locked --out "$cache/wheels"
"$python" -m pip install --quiet --disable-pip-version-check --force-reinstall --no-deps "$cache"/wheels/*.whl
"$python" bench/python.py docs/PERFORMANCE.md "$cache/frames.db" "${frames[@]}"
GLIBC_TUNABLES=$keep_memory "$python" bench/door.py docs/PERFORMANCE.md "$programs/door" "$cache/door" "${frames[@]}"

scripts/bench-operations.sh
exit "$status"
