#!/bin/sh
# What --cite costs: each query of bench/cite with and without it, in one process, over a corpus that holds 10,000
# documents. At most 3 times the query and 10 ms are promised; a line that is over says so.
#
#     bench/cite.sh CORPUS [ROUNDS]
set -eu
corpus=${1:?a corpus is due: a folder, or a .jsonl}
cd "$(dirname "$0")/.."
cargo run --quiet --release --example cite_speed -- "$corpus" "${2:-5}" bench/cite/*.rq
