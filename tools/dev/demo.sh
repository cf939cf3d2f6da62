#!/usr/bin/env bash
# Resizes a sample design to several sizes and draws each result.
# usage: demo.sh PATH_TO_REFIT OUT_DIR
set -euo pipefail
cd "$(dirname "$0")/../.."
refit=$1 out=$2
mkdir -p "$out"
for design in examples/designs/*.json; do
  name=$(basename "$design" .json)
  for size in 1080x1080 1080x1920 1200x628 728x90 300x600; do
    "$refit" resize "$design" --to "$size" -o "$out/$name-$size.json" --png "$out/$name-$size.png"
  done
  echo "$name: 5 sizes"
done
echo "pictures in $out"
