#!/usr/bin/env bash
# Builds the wheel, installs it into .venv, and tests it there: types, examples, data from every
# library, hosts. Called by scripts/test.sh, after the release build, whose dependencies it shares.
set -euo pipefail
cd "$(dirname "$0")/.."

python=$PWD/.venv/bin/python
target=${CARGO_TARGET_DIR:-target}
[ -x "$python" ] || "${PYTHON:-python3}" -m venv .venv
"$python" -m pip install --quiet --disable-pip-version-check -r python/requirements.txt

rm -rf "$target/wheels"
PATH=$PWD/.venv/bin:$PATH "$python" -m maturin build --quiet --release --locked --interpreter "$python" --out "$target/wheels"
"$python" -m pip install --quiet --disable-pip-version-check --force-reinstall --no-deps "$target"/wheels/*.whl

# The package as it is installed, not as it lies here.
"$python" -m pytest python/tests tests/contract --doctest-modules --pyargs mediaop
