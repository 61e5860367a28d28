#!/usr/bin/env bash
# Builds the wheel, installs it into .venv, and tests it there: types, examples, data from every
# library, hosts. Called by scripts/test.sh, after the release build, whose dependencies it shares.
set -euo pipefail
cd "$(dirname "$0")/.."

python=$PWD/.venv/bin/python
target=$(realpath -m "${CARGO_TARGET_DIR:-target}")
[ -x "$python" ] || "${PYTHON:-python3}" -m venv .venv
"$python" -m pip install --quiet --disable-pip-version-check -r python/requirements.txt

rm -rf "$target/wheels"
PATH=$PWD/.venv/bin:$PATH "$python" -m maturin build --quiet --release --locked --interpreter "$python" --out "$target/wheels"
"$python" -m pip install --quiet --disable-pip-version-check --force-reinstall --no-deps "$target"/wheels/*.whl

# The package as it is installed, not as it lies here.
"$python" -m pytest python/tests tests/contract --doctest-modules --pyargs mediaop

# The source distribution builds by itself: unpacked, with sources that count as new, so that
# nothing of this checkout is taken in their place. Unoptimised, for the sake of time.
sdist=$target/sdist
rm -rf "$sdist" && mkdir -p "$sdist"
PATH=$PWD/.venv/bin:$PATH "$python" -m maturin sdist --out "$sdist" >/dev/null
tar -xzf "$sdist"/*.tar.gz -C "$sdist"
find "$sdist" -name '*.rs' -exec touch {} +
(cd "$sdist"/mediaop-*/ && CARGO_TARGET_DIR=$target PATH=${python%/*}:$PATH \
    "$python" -m maturin build --quiet --profile dev --interpreter "$python" --out ../wheels)
"$python" -m venv "$sdist/venv"
"$sdist/venv/bin/python" -m pip install --quiet --disable-pip-version-check "$sdist"/wheels/*.whl
(cd / && "$sdist/venv/bin/mediaop" --version)
(cd / && "$sdist/venv/bin/python" -c 'import mediaop; print(mediaop.example())')

scripts/test-free-threaded.sh
