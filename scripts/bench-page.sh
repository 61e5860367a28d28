#!/usr/bin/env bash
# How long the page takes in a real browser against the real server (MEDIAOP_BIN, or what is built
# here). Keeps the table in docs/PERFORMANCE.md, and fails where a time is longer than it may be.
set -euo pipefail
cd "$(dirname "$0")/.."

command -v chromium >/dev/null || { echo "chromium is missing: apt-get install chromium" >&2; exit 1; }
cargo build --release --locked --package mediaop-server --bin mediaop
# shellcheck source=scripts/node.sh
source scripts/node.sh
scripts/page.sh --check
log=$(mktemp)
trap 'rm -f "$log"' EXIT
status=0
(cd mediaop-server/web && NO_COLOR=1 MEDIAOP_PAGE_TIMES=1 npx vitest run --config vitest.browser.config.ts) 2>&1 | tee "$log" || status=$?
"${PYTHON:-python3}" bench/page.py "$log" docs/PERFORMANCE.md
exit "$status"
