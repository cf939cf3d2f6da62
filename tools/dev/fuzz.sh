#!/usr/bin/env bash
# Builds one libFuzzer target with clang 16 and runs it for a bounded time.
# usage: fuzz.sh TARGET SECONDS
set -euo pipefail
cd "$(dirname "$0")/../.."
target=$1 seconds=$2
cmake -S . -B build-fuzz -G Ninja -DCMAKE_CXX_COMPILER=clang++-16 -DCMAKE_BUILD_TYPE=Debug \
  -DREFIT_FUZZ=ON -DREFIT_TESTS=ON -DREFIT_SANITIZE=address,undefined,fuzzer-no-link >/dev/null
cmake --build build-fuzz -j "$(nproc)" --target "$target"
mkdir -p "out/fuzz/$target"
seeds=tests/fuzz/corpus/${target%_fuzz}
build-fuzz/tests/fuzz/"$target" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 \
  -artifact_prefix="out/fuzz/$target-" "out/fuzz/$target" $([ -d "$seeds" ] && echo "$seeds")
