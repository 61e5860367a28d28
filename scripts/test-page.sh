#!/usr/bin/env bash
# The page: whether its files are those of its sources, its parts by themselves, and the whole in a
# real browser against the real server (MEDIAOP_BIN, or what was built last).
# Pictures of every page end up in mediaop-server/web/screenshots.
set -euo pipefail
cd "$(dirname "$0")/.."

export NO_COLOR=1
# shellcheck source=scripts/node.sh
source scripts/node.sh
scripts/page.sh --check
cd mediaop-server/web
npx vitest run
npx vitest run --config vitest.browser.config.ts
