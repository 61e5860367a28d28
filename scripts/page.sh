#!/usr/bin/env bash
# Makes the page's files that are kept in the repository: the types of the API, and web/dist, which
# is part of the program. They are kept because a machine without Node, or with one too old for the
# page's tools, builds the program too. `scripts/page.sh --check` only says whether they are those
# of the sources.
set -euo pipefail
cd "$(dirname "$0")/.."

web=mediaop-server/web

fail() {
    echo "page: $1" >&2
    exit 1
}

# shellcheck source=scripts/node.sh
source scripts/node.sh

cd "$web"
# The packages are installed anew only where the lock file has changed.
if ! cmp -s package-lock.json node_modules/.lock; then
    npm ci --no-fund --no-audit
    cp package-lock.json node_modules/.lock
fi

if [ "${1:-}" = --check ]; then
    made=$(mktemp -d)
    trap 'rm -rf "$made"' EXIT
    npx tsc --noEmit
    npx openapi-typescript ../../mediaop-core/openapi.json --output "$made/schema.ts" --root-types --root-types-no-schema-prefix --alphabetize >/dev/null
    cmp "$made/schema.ts" src/api/schema.ts || fail "src/api/schema.ts is not that of mediaop-core/openapi.json: call scripts/page.sh"
    npx vite build --logLevel warn --outDir "$made/dist"
    diff -rq "$made/dist" dist || fail "$web/dist is not that of its sources: call scripts/page.sh"
    echo "the page's types and files are those of their sources"
else
    npm run --silent types
    npx tsc --noEmit
    npm run build
fi
