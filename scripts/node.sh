# To be sourced from the project's root: Node as it is, or a later one beside it where it is too
# old for the page's tools. Debian 12 has 18.
node_least=20.19.0

node_is_new_enough() {
    node -e 'const [a, b] = process.versions.node.split(".").map(Number), [c, d] = process.argv[1].split(".").map(Number);
        process.exit(a > c || (a === c && b >= d) ? 0 : 1)' "$node_least" 2>/dev/null
}

command -v npm >/dev/null || { echo "npm is missing: apt-get install npm" >&2; exit 1; }
if ! node_is_new_enough; then
    echo "!!! node $(node --version) is older than $node_least. Installing a later one in .cache/node"
    [ -x .cache/node/node_modules/.bin/node ] || npm install --silent --no-fund --no-audit --no-save --prefix .cache/node node@22
    PATH=$PWD/.cache/node/node_modules/.bin:$PATH
    node_is_new_enough || { echo "node $(node --version) is still older than $node_least" >&2; exit 1; }
fi
