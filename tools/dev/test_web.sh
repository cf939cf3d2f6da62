#!/usr/bin/env bash
# The JavaScript side: packages, the checked-in build, the pages in a real Chromium, the snippets.
# usage: test_web.sh PATH_TO_REFIT
set -euo pipefail
cd "$(dirname "$0")/../.."
export REFIT_BIN=$1
if [ ! -d node_modules ] || [ package-lock.json -nt node_modules ]; then
  npm ci --no-audit --no-fund --loglevel=error
  touch node_modules
fi
npm test
npm run --silent check:dist
npm run --silent test:browser
npm run --silent test:snippets
