#!/usr/bin/env bash
# Builds and runs the C++ tests under a sanitizer.
# usage: sanitize.sh address,undefined|thread BUILD [FILTER]
set -euo pipefail
cd "$(dirname "$0")/../.."
sanitizer=$1 build=$2 filter=${3:-}
cmake -S . -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=Debug -DREFIT_SANITIZE="$sanitizer" >/dev/null
cmake --build "$build" -j "$(nproc)"
export ASAN_OPTIONS=detect_stack_use_after_return=1 UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1
export TSAN_OPTIONS=halt_on_error=1:suppressions=$PWD/tools/dev/tsan.supp
ctest --test-dir "$build" --output-on-failure -j "$(nproc)" --timeout 900 ${filter:+-R "$filter"}
