#!/usr/bin/env bash
# The whole path over HTTP, durable, everything on: wrk on the same machine, SQLite, 64 clients.
# Prints requests per second of each call and its ratio to a small GET in the same round.
# usage: bench/whole_path.sh [PATH_TO_REFIT] [SECONDS] [ROUNDS]          needs: wrk, jq, curl
set -euo pipefail
refit=$(realpath "${1:-build/refit}") seconds=${2:-5} rounds=${3:-2}
root=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'kill "$server" 2>/dev/null || true; wait 2>/dev/null || true; rm -rf "$work"' EXIT

cd "$work"
REFIT_PORT=0 DATABASE_URL=sqlite:bench.db REFIT_LOG_LEVEL=error "$refit" serve > address &
server=$!
for _ in $(seq 100); do grep -q http address && break; sleep 0.1; done
url=http://127.0.0.1:$(sed 's/.*://' address)

design=$root/examples/designs/banner-300x250.json
jq -c '{canvas: ., targetDimensions: {width: 728, height: 90}}' "$design" > resize.json
jq -c '{originalCanvas: ., aiResult: ., targetDimensions: {width: 728, height: 100}, processingTime: 5}' "$design" > session.json
for _ in $(seq 512); do
  curl -sS "$url/v1/sessions" -H 'Content-Type: application/json' -d @session.json | jq -r .id
done > ids

cat > post.lua <<'LUA'
local file, path = os.getenv('BODY'), os.getenv('POST_PATH')
local body = io.open(file):read('*a')
function request()
  return wrk.format('POST', path, {['Content-Type'] = 'application/json'}, body)
end
LUA
cat > rate.lua <<'LUA'
local ids, n = {}, 0
for line in io.lines('ids') do ids[#ids + 1] = line end
function request()
  n = n + 1
  local body = string.format('{"rating":%d,"helpful":true}', n % 5 + 1)
  return wrk.format('POST', '/v1/sessions/' .. ids[n * 7919 % #ids + 1] .. '/feedback', {['Content-Type'] = 'application/json'}, body)
end
LUA

measure() { # name, wrk arguments
  local name=$1; shift
  local out rate p99 bad
  out=$(wrk -t1 -c64 -d"${seconds}s" --latency "$@")
  rate=$(awk '/Requests\/sec/ {print $2}' <<<"$out")
  p99=$(awk '$1 == "99%" {print $2}' <<<"$out")
  bad=$(awk '/Non-2xx/ {print $NF}' <<<"$out")
  [ "$name" = "GET /healthz" ] && base=$rate
  printf '  %-34s %10.0f /s   p99 %-9s %5.3f of the GET   %s\n' "$name" "$rate" "$p99" \
    "$(jq -n "$rate / $base")" "${bad:+$bad answers were not 2xx}"
}

echo "# bench/whole_path.sh REFIT $seconds $rounds; body $(wc -c < session.json) bytes (session), $(wc -c < resize.json) bytes (resize)"
for round in $(seq "$rounds"); do
  echo "round $round"
  measure "GET /healthz" "$url/healthz"
  BODY=session.json POST_PATH=/v1/sessions measure "POST /v1/sessions (store)" -s post.lua "$url"
  BODY=resize.json POST_PATH=/v1/resize measure "POST /v1/resize (engine, store)" -s post.lua "$url"
  measure "POST feedback (rate, learn)" -s rate.lua "$url"
done
