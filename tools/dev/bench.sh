#!/usr/bin/env bash
# Runs every benchmark program and keeps what it prints, with the command, under bench/results.
# usage: bench.sh BUILD
set -euo pipefail
cd "$(dirname "$0")/../.."
build=$1
cmake --build "$build" -j "$(nproc)" --target refit_benches
mkdir -p bench/results
for program in "$build"/bench/*_bench; do
  name=$(basename "$program")
  { echo "# $(date -u +%F)  build/bench/$name"; "$program"; } | tee "bench/results/${name%_bench}.txt"
done
