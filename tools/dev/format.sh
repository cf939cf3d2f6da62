#!/usr/bin/env bash
# usage: format.sh --check|--write
set -euo pipefail
cd "$(dirname "$0")/../.."
mode=(-i); [ "${1:-}" = --check ] && mode=(--dry-run -Werror)
git ls-files 'src/*.h' 'src/*.cpp' 'tests/*.h' 'tests/*.cpp' 'bench/*.cpp' |
  xargs -r clang-format-16 "${mode[@]}"
