#!/usr/bin/env bash
# Makes docs/page.png, the picture at the head of the README: the page with demo data, in Chromium.
set -euo pipefail
cd "$(dirname "$0")/.."

# shellcheck source=scripts/node.sh
source scripts/node.sh
mediaop=${MEDIAOP_BIN:-${CARGO_TARGET_DIR:-target}/release/mediaop}
[ -x "$mediaop" ] || { echo "picture: $mediaop is missing: cargo build --release --package mediaop-server" >&2; exit 1; }

folder=$(mktemp -d)
"$mediaop" --db "$folder/demo.db" demo --size small
"$mediaop" --db "$folder/demo.db" serve --listen 127.0.0.1:0 >"$folder/said" 2>&1 &
server=$!
trap 'kill "$server" 2>/dev/null; rm -rf "$folder"' EXIT
until address=$(grep -o 'http://127\.0\.0\.1:[0-9]*' "$folder/said"); do
    kill -0 "$server" || { cat "$folder/said" >&2; exit 1; }
    sleep 0.1
done
node mediaop-server/web/tests/browser/picture.mjs "$address" docs/page.png
