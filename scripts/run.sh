#!/usr/bin/env bash
# Builds the program, makes a small demo database if there is none, and serves it.
# MEDIAOP_LISTEN and MEDIAOP_DB name another address and database.
set -euo pipefail
cd "$(dirname "$0")/.."

listen=${MEDIAOP_LISTEN:-127.0.0.1:8787}
database=${MEDIAOP_DB:-mediaop-demo.db}
file=${database#sqlite://}
mediaop=${CARGO_TARGET_DIR:-target}/release/mediaop

command -v cargo >/dev/null || PATH=$PATH:$HOME/.cargo/bin
command -v cargo >/dev/null || { echo "cargo is missing: install Rust from https://rustup.rs" >&2; exit 1; }
cargo build --release --locked --package mediaop-server

if [ ! -e "$file" ]; then
    echo "Making a small demo database, $file"
    "$mediaop" --db "$database" demo --size small || { rm -f "$file" "$file-wal" "$file-shm"; exit 1; }
elif [ "$file" = mediaop-demo.db ] && [ -n "$(find "$file" -mtime +0)" ]; then
    echo "$file ends on the day it was made. For one up to today: $mediaop --db $database demo --force"
fi

echo "Serving $file on http://$listen (Ctrl-C stops)"
exec "$mediaop" --db "$database" serve --listen "$listen"
