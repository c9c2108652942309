#!/usr/bin/env bash
# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
#
# Runs every test, starting from a fresh machine with Debian 12 or 13. The last line is the sum: "N passed, M failed".
#
# Usage: tests/run.sh [--label LABEL]... [--only TESTS] [--build dev]
#
# With --label acceptance or --label unit:
#   --only TESTS  some tests. Acceptance: a file or an expression of `pytest -k`, as in
#                 --only test_plan.py or --only 'test_plan.py and opentofu'. Unit: a regular
#                 expression for names, as in --only batch.Settlement.
#   --build dev   tests build/dev, not the release or the sanitized build: quicker after a change.
#
# Without a label: lint, unit, conformance, integration, acceptance, tidy, portable. A label that runs
# no test counts as a failure. CI=true prints plain lines. Each label is a file of tests/labels:
set -euo pipefail
# shellcheck source=tools/build.sh
source "$(dirname "${BASH_SOURCE[0]}")/../tools/build.sh"
# shellcheck source=tests/reports.sh
source "$root/tests/reports.sh"

# Labels that take too long for each change and run every night.
nightly=(
  threads
  schedules
  cppcheck
  fuzz
  bench
  compatibility
  supply
  release
  macos
  install
  windows
  soak
  coverage
  debian13
  valgrind
  mutation
)

help() {
  sed -n '5,/^set/{/^set/d;s/^# \{0,1\}//p}' "${BASH_SOURCE[0]}"
  local file
  for file in "$root"/tests/labels/*.sh; do
    printf '  %-14s%s\n' "$(basename "$file" .sh)" "$(sed -n '5s/^# //p' "$file")"
  done
  printf '  %-14s%s\n' nightly "all of: ${nightly[*]}"
}

labels=()
only=''
build=''
while (($# > 0)); do
  case $1 in
    --label) labels+=("${2:?--label needs a name}") && shift ;;
    --only) only=${2:?--only needs the name of a test} && shift ;;
    --build) build=${2:?--build needs a name} && shift ;;
    -h | --help) help && exit ;;
    *) die "unknown argument '$1'; see tests/run.sh --help" ;;
  esac
  shift
done
if [[ -n $only$build && ! ${labels[*]} =~ ^(acceptance|unit)$ ]]; then
  die "--only and --build need --label acceptance or --label unit, and no other label"
fi
if [[ -n $build && $build != dev ]]; then die "--build can only be dev"; fi
if ((${#labels[@]} == 0)); then labels=(lint unit conformance integration acceptance tidy portable); fi
wanted=()
for label in "${labels[@]}"; do
  if [[ $label == nightly ]]; then
    wanted+=("${nightly[@]}")
    export CTS_FUZZ_SECONDS=${CTS_FUZZ_SECONDS:-900}
  elif [[ $label =~ ^[a-z0-9]+$ && -e $root/tests/labels/$label.sh ]]; then
    wanted+=("$label")
  else
    die "unknown label '$label'; see tests/run.sh --help"
  fi
done

results=$(mktemp -d "${TMPDIR:-/tmp}/cts-results.XXXXXX")
passed=0
failed=0
finish() {
  local status=$?
  stop_building_ahead
  rm -rf "$results"
  # Anything that ends the run early, such as a failed build, counts as a failure too.
  if ((status != 0 && failed == 0)); then failed=1; fi
  printf '%d passed, %d failed\n' "$passed" "$failed"
  if ((failed > 0)); then exit 1; fi
}
trap finish EXIT
trap 'exit 130' INT TERM

"$root/tools/setup" build
build_ahead "${wanted[@]}"
for label in "${wanted[@]}"; do
  # shellcheck source=/dev/null
  source "$root/tests/labels/$label.sh"
  "run_$label"
done
