#!/usr/bin/env bash
# Makes the page's files that are kept in the repository: the types of the API, and web/dist, which
# is part of the program. They are kept because a machine without Node, or with one too old for the
# page's tools, builds the program too. `scripts/page.sh --check` only says whether they are those
# of the sources.
set -euo pipefail
cd "$(dirname "$0")/.."

web=mediaop-server/web
least=20.19.0

fail() {
    echo "page: $1" >&2
    exit 1
}

# Node as it is, or a later one beside it where it is too old: Debian 12 has 18.
node_is_new_enough() {
    node -e 'const [a, b] = process.versions.node.split(".").map(Number), [c, d] = process.argv[1].split(".").map(Number);
        process.exit(a > c || (a === c && b >= d) ? 0 : 1)' "$least" 2>/dev/null
}
command -v npm >/dev/null || fail "npm is missing: apt-get install npm"
if ! node_is_new_enough; then
    echo "!!! node $(node --version) is older than $least. Installing a later one in .cache/node"
    [ -x .cache/node/node_modules/.bin/node ] || npm install --silent --no-fund --no-audit --no-save --prefix .cache/node node@22
    PATH=$PWD/.cache/node/node_modules/.bin:$PATH
    node_is_new_enough || fail "node $(node --version) is still older than $least"
fi

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
