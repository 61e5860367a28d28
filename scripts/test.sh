#!/usr/bin/env bash
# Every check there is, in the order in which failing is cheap. Stops at the first that fails.
# The last line is the sum of what the test runners said of themselves: "N passed, 0 failed".
set -euo pipefail
cd "$(dirname "$0")/.."

export CARGO_TERM_COLOR=never PYTHONDONTWRITEBYTECODE=1
target=${CARGO_TARGET_DIR:-target}
logs=$target/test-logs
mkdir -p "$logs"
passed=0 failed=0 skipped=0 log=/dev/null

fail() {
    echo
    echo "make test: $1" >&2
    exit 1
}

# step HEADING COMMAND…: runs the command, shows and keeps its output, tells its time.
step() {
    local heading=$1 began=$SECONDS status=0
    shift
    echo
    echo "=== $heading"
    log=$logs/${heading//[^a-zA-Z0-9]/-}.log
    "$@" 2>&1 | tee "$log" || status=$?
    [ "$status" = 0 ] || fail "\"$heading\" failed (exit status $status): $*"
    echo "--- $heading: $((SECONDS - began)) s"
}

# tests HEADING COMMAND…: a step whose runner counts. Runners: cargo test, cargo nextest, pytest, vitest.
tests() {
    local sums
    step "$@"
    sums=$("${PYTHON:-python3}" scripts/count_tests.py "$log") || fail "\"$1\" ran no test, or its summary was not understood"
    read -r p f s <<<"$sums"
    passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
    [ "$f" = 0 ] || fail "\"$1\": $f failed"
}

# need COMMAND PACKAGE…: installs Debian packages where a command is missing, and says so.
need() {
    local command=$1
    shift
    if sh -c "$command" >/dev/null 2>&1; then return; fi
    echo "!!! missing: $command. Installing the Debian packages $*"
    local as_root=()
    [ "$(id -u)" = 0 ] || as_root=(sudo -n)
    command -v apt-get >/dev/null || fail "install $* by hand: there is no apt-get here"
    "${as_root[@]}" apt-get update -qq && "${as_root[@]}" apt-get install -y -qq --no-install-recommends "$@" ||
        fail "cannot install $*; install them by hand, then call make test again"
    sh -c "$command" >/dev/null 2>&1 || fail "$* are installed, and still this does not work: $command"
}

tools() {
    command -v cargo >/dev/null || PATH=$PATH:$HOME/.cargo/bin
    command -v cargo >/dev/null || fail "cargo is missing: install Rust from https://rustup.rs"
    need "cc --version" gcc libc6-dev
    need "curl --version" curl
    need "python3 --version" python3
    need "python3 -c 'import venv, ensurepip'" python3-venv python3-pip
    # Pictures of the Python package, and the page, have Chinese in them.
    need "fc-list :lang=zh | grep -q ." fontconfig fonts-noto-cjk
    need "openssl version" openssl
    scripts/install-mariadb.sh || fail "the tests need MariaDB"
    need "docker compose version || docker-compose version" docker-compose
    # With the C library's symbols, which valgrind cannot do without.
    need "valgrind --version" valgrind libc6-dbg
    cargo fmt --version >/dev/null 2>&1 || rustup component add rustfmt
    cargo clippy --version >/dev/null 2>&1 || rustup component add clippy
    cargo --version
    python3 --version
}

page_tools() {
    need "npm --version" npm
    need "chromium --version" chromium
    need "fc-list :lang=zh | grep -q ." fontconfig fonts-noto-cjk
    need "fc-list | grep -qi emoji" fonts-noto-color-emoji
}

packaging() {
    local dirty=()
    # The crate is packed as it lies here; that it may differ from the last commit is no matter.
    [ -z "$(git status --porcelain 2>&1)" ] || dirty=(--allow-dirty)
    cargo package --package mediaop-core --locked --list "${dirty[@]}" &&
        cargo package --package mediaop-core --locked "${dirty[@]}"
}

python_packages() {
    { [ -x .venv/bin/python ] || python3 -m venv .venv; } &&
        .venv/bin/python -m pip install --quiet --disable-pip-version-check -r tests/oracle/requirements.txt
}

began=$SECONDS
tools
step "format and lints" make --no-print-directory lint
if cargo nextest --version >/dev/null 2>&1; then
    tests "tests" cargo nextest run --workspace --locked --no-fail-fast
    tests "examples in the docs" cargo test --workspace --locked --doc
else
    tests "tests and examples in the docs" cargo test --workspace --locked --no-fail-fast
fi
step "docs" env RUSTDOCFLAGS=-Dwarnings cargo doc --workspace --no-deps --locked
step "package" packaging
# With the features that the wheel needs, so that nothing is built twice.
step "release build" cargo build --release --locked --package mediaop-server --package mediaop-py --bin mediaop
step "deploy" scripts/test-deploy.sh
step "instructions of the kernels" scripts/test-instructions.sh
step "Python packages" python_packages
export MEDIAOP_BIN=$PWD/target/release/mediaop
[ -z "${CARGO_TARGET_DIR:-}" ] || MEDIAOP_BIN=$(realpath "$CARGO_TARGET_DIR")/release/mediaop
tests "Python" scripts/test-python.sh
step "tools of the page" page_tools
tests "page" scripts/test-page.sh
tests "README and docs" .venv/bin/python -m pytest -p no:cacheprovider tests/readme
tests "licences" .venv/bin/python -m pytest -p no:cacheprovider tests/licences
tests "gates of the benchmark" .venv/bin/python -m pytest -p no:cacheprovider tests/bench
tests "oracle" .venv/bin/python -m pytest -p no:cacheprovider tests/oracle

echo
echo "=== all steps passed in $((SECONDS - began)) s, $skipped tests skipped"
echo "$passed passed, $failed failed"
