#!/usr/bin/env bash
# Installs the Debian 12 packages that are missing; says nothing when none is.
# usage: install.sh run|test
set -euo pipefail

run_packages=(g++ cmake ninja-build make pkg-config ccache python3 jq
  libboost-dev libfmt-dev libexpected-dev libsqlite3-dev libpq-dev libeigen3-dev libharfbuzz-dev
  libfreetype-dev libfontconfig-dev libcairo2-dev libcurl4-openssl-dev libssl-dev libcli11-dev libtomlplusplus-dev
  libxgboost-dev libgtest-dev libgmock-dev libbenchmark-dev fonts-dejavu-core fonts-liberation)
test_packages=(postgresql postgresql-client chromium curl util-linux git
  fonts-dejavu fonts-inter fonts-roboto fonts-noto-core clang-16 clang-tidy-16 clang-format-16
  libclang-rt-16-dev)

wanted=("${run_packages[@]}")
if [ "${1:-run}" = test ]; then
  wanted+=("${test_packages[@]}")
  # A Node of one's own is as good as Debian's.
  command -v node >/dev/null || wanted+=(nodejs)
  command -v npm >/dev/null || wanted+=(npm)
fi

missing=()
for package in "${wanted[@]}"; do
  state=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true)
  [ "$state" = installed ] || missing+=("$package")
done
[ ${#missing[@]} -eq 0 ] && exit 0

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }
if [ "$(id -u)" != 0 ] && ! command -v sudo >/dev/null; then
  echo "install.sh: missing packages and neither root nor sudo: ${missing[*]}" >&2
  exit 1
fi
echo "installing: ${missing[*]}"
export DEBIAN_FRONTEND=noninteractive
as_root apt-get update -qq
# Debian's postgresql package starts a cluster of its own unless told not to; the tests start theirs.
as_root mkdir -p /etc/postgresql-common
[ -e /etc/postgresql-common/createcluster.conf ] ||
  echo 'create_main_cluster = false' | as_root tee /etc/postgresql-common/createcluster.conf >/dev/null
as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
  "${missing[@]}" >/tmp/refit-install.$$ 2>&1 || { cat /tmp/refit-install.$$ >&2; rm -f /tmp/refit-install.$$; exit 1; }
rm -f /tmp/refit-install.$$
