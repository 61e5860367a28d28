#!/usr/bin/env bash
# Builds the module for a free-threaded interpreter of Python 3.14 or newer, and has many threads use
# it without the interpreter's lock. PYTHON_FREE_THREADED names one; else python3.15t, python3.14t or
# one that uv knows is taken. Where there is none, says so and tests nothing. Called by test-python.sh.
set -euo pipefail
cd "$(dirname "$0")/.."

is_one='import sys, sysconfig; sys.exit(not (sysconfig.get_config_var("Py_GIL_DISABLED") and sys.version_info >= (3, 14)))'
free_threaded() {
    local candidate
    for candidate in "${PYTHON_FREE_THREADED:-}" python3.15t python3.14t "$(uv python find --no-python-downloads '>=3.14+freethreaded' 2>/dev/null || true)"; do
        if [ -n "$candidate" ] && "$candidate" -c "$is_one" 2>/dev/null; then
            command -v "$candidate"
            return
        fi
    done
}

python=$(free_threaded)
if [ -z "$python" ]; then
    [ -z "${PYTHON_FREE_THREADED:-}" ] || { echo "$PYTHON_FREE_THREADED is not a free-threaded Python of 3.14 or newer" >&2; exit 1; }
    echo "!!! FREE-THREADED PYTHON WAS NOT TESTED: there is no python3.14t or newer here (PYTHON_FREE_THREADED=…, or: uv python install 3.14t)"
    exit 0
fi
echo "=== free-threaded: $("$python" -VV)"

target=$(realpath -m "${CARGO_TARGET_DIR:-target}")
here=$target/free-threaded
rm -rf "$here" && mkdir -p "$here"
"$python" -m venv "$here/venv"
maturin=$PWD/.venv/bin/maturin
python=$here/venv/bin/python
# Unoptimised, for the sake of time; the stable ABI does not exist there before 3.15, so that the
# wheel is for this version of Python alone.
"$maturin" build --quiet --profile dev --locked --interpreter "$python" --out "$here/wheels"
packages=$(grep -E '^(numpy|pandas|pyarrow|pytest|SQLAlchemy)==' python/requirements.txt)
# shellcheck disable=SC2086
"$python" -m pip install --quiet --disable-pip-version-check --only-binary :all: $packages
"$python" -m pip install --quiet --disable-pip-version-check --no-deps "$here"/wheels/*.whl
# A package that asks for the lock does not get it.
PYTHON_GIL=0 "$python" -m pytest -p no:cacheprovider python/tests/test_threads.py python/tests/test_rows.py python/tests/test_files.py
