#!/usr/bin/env bash
# clang-tidy with the compile commands of a build directory.
# usage: tidy.sh BUILD all|changed   ("changed": against the last commit on the main branch)
set -euo pipefail
cd "$(dirname "$0")/../.."
build=$1
if [ "${2:-all}" = changed ]; then
  base=$(git merge-base HEAD origin/main 2>/dev/null || git rev-parse HEAD~1 2>/dev/null || git rev-parse HEAD)
  files=$(git diff --name-only --diff-filter=d "$base" -- 'src/*.cpp')
else
  files=$(git ls-files 'src/*.cpp')
fi
[ -z "$files" ] && exit 0
echo "$files" | xargs -P "$(nproc)" -n 4 clang-tidy-16 -p "$build" --quiet 2> >(grep -v 'warnings generated' >&2)
