#!/usr/bin/env bash
# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
#
# Runs every test, from a fresh Debian 12 machine. The last line is the sum: "N passed, M failed".
#
# Usage: tests/run.sh [--label LABEL]... [--base COMMIT]
#
#   lint          formats, include direction, heads, lengths, shellcheck, generated files
#   unit          of each module, under AddressSanitizer and UndefinedBehaviorSanitizer
#   conformance   against the vendor's SDKs and go-cty, under the same sanitizers
#   integration   a go-plugin host drives the provider binary, the one that ships and a sanitized one
#   acceptance    Terraform 1.15.5 and OpenTofu 1.12.6 against the CTS stand-in
# and, when asked for:
#   threads       the unit tests that need no gRPC, under ThreadSanitizer
#   tidy          clang-tidy over everything, or over what differs from COMMIT
#   bench         speed and size as ratios to a peer in Go: none 20% worse than the recorded one
#
# A label that runs no test counts as a failure. CI=true for plain lines.
set -euo pipefail
# shellcheck source=.ci/build.sh
source "$(dirname "${BASH_SOURCE[0]}")/../.ci/build.sh"

labels=()
base=''
while (($# > 0)); do
  case $1 in
    --label) labels+=("${2:?--label needs a name}") && shift ;;
    --base) base=${2:?--base needs a commit} && shift ;;
    -h | --help) sed -n '5,/^set/{/^set/d;s/^# \{0,1\}//p}' "${BASH_SOURCE[0]}" && exit ;;
    *) die "unknown argument '$1'; see tests/run.sh --help" ;;
  esac
  shift
done
if ((${#labels[@]} == 0)); then labels=(lint unit conformance integration acceptance); fi
for label in "${labels[@]}"; do
  [[ $label =~ ^(lint|unit|conformance|integration|acceptance|threads|tidy|bench)$ ]] ||
    die "unknown label '$label'; see tests/run.sh --help"
done

results=$(mktemp -d "${TMPDIR:-/tmp}/cts-results.XXXXXX")
passed=0
failed=0
finish() {
  local status=$?
  rm -rf "$results"
  # Whatever ended the run early, a build that broke for one, is a failure too.
  if ((status != 0 && failed == 0)); then failed=1; fi
  printf '%d passed, %d failed\n' "$passed" "$failed"
  if ((failed > 0)); then exit 1; fi
}
trap finish EXIT
trap 'exit 130' INT TERM

# count LABEL REPORT: adds a report (JUnit's XML, or `go test -json`) to the sums.
count() {
  local label=$1 sums good bad skipped
  sums=$("$root/tests/count.py" "$2")
  read -r good bad skipped <<<"$sums"
  printf '  %s: %d passed, %d failed, %d skipped\n' "$label" "$good" "$bad" "$skipped"
  if ((good + bad == 0)); then
    printf '✗ %s ran no test at all\n' "$label"
    bad=1
  fi
  passed=$((passed + good))
  failed=$((failed + bad))
}

# A failing test must not keep the others from running: its report is what counts.
step_or_go_on() { step "$@" || true; }

build_sanitized() { # TARGET
  step "Configure the sanitized build" cmake -S "$root" --preset asan
  step "Build the sanitized $1" cmake --build "$root/build/asan" --target "$1"
}

run_ctest() { # LABEL PRESET
  local report="$results/$2-$1.xml"
  step_or_go_on "Run the tests labelled $1 ($2)" \
    ctest --test-dir "$root/build/$2" --label-regex "^$1\$" --parallel "$(nproc)" --timeout 120 \
    --no-tests=error --output-on-failure --output-junit "$report"
  count "$1" "$report"
}

run_unit() {
  build_sanitized all
  run_ctest unit asan
}

run_threads() {
  step "Configure for ThreadSanitizer" cmake -S "$root" --preset tsan
  step "Build for ThreadSanitizer" cmake --build "$root/build/tsan"
  run_ctest unit tsan
}

# run_pytest NAME FOLDER: with the packages of tests/requirements/NAME.txt.
run_pytest() {
  local name=$1 folder=$2 report="$results/pytest-$1.xml"
  step_or_go_on "Run the tests of tests/$folder" env PYTHONDONTWRITEBYTECODE=1 \
    "$(environment_path "$name")/bin/python" -m pytest -q -p no:cacheprovider \
    --rootdir "$root/tests/$folder" --junitxml "$report" "$root/tests/$folder"
  count "$name" "$report"
}

run_conformance() {
  "$root/.ci/setup" conformance
  build_sanitized all
  run_ctest conformance asan
  CTS_STANDIN="$root/build/asan/tests/support/cts-standin" \
    FAULT_SERVER="$root/build/asan/tests/support/fault-server" \
    run_pytest conformance conformance
}

go_test() { # REPORT, further environment before the call
  cd "$root/tests/integration/host"
  "$(usable_go)" vet ./...
  GOTOOLCHAIN=local GOFLAGS=-mod=readonly "$(usable_go)" test -count=1 -timeout 15m -json ./... \
    >"$1" || {
    "$root/tests/count.py" --failures "$1"
    return 1
  }
}

run_integration() {
  "$root/.ci/setup" go
  build_provider
  build_standin
  step_or_go_on "Drive the provider as a host does" go_test "$results/host.json"
  count integration "$results/host.json"
  build_sanitized terraform-provider-cts
  CTS_PROVIDER="$root/build/asan/terraform-provider-cts" CTS_SLOW_BINARY=yes \
    ASAN_OPTIONS=abort_on_error=1 step_or_go_on "The same with a sanitized provider" \
    go_test "$results/host-sanitized.json"
  count "integration, sanitized" "$results/host-sanitized.json"
}

run_acceptance() {
  "$root/.ci/setup" acceptance terraform opentofu
  build_provider
  build_standin
  CTS_TERRAFORM="$root/tests/acceptance/cores/terraform/terraform" \
    CTS_TOFU="$("$root/tests/acceptance/cores/opentofu/build.sh" --path)" \
    run_pytest acceptance acceptance
}

run_lint() {
  "$root/.ci/setup" lint terraform go
  step_or_go_on "Lint" "$root/tests/lint/run.sh" "$results/lint.xml"
  count lint "$results/lint.xml"
}

run_tidy() {
  if [[ -n $base ]] && git -C "$root" diff --quiet "$base" -- 'provider/*.cc'; then
    printf '  tidy: no source of the provider differs from %s\n' "$base"
    return
  fi
  "$root/.ci/setup" tidy
  step "Configure for clang-tidy" cmake -S "$root" --preset dev
  step "Generate what headers need" cmake --build "$root/build/dev" --target provider_proto
  step_or_go_on "Run clang-tidy" "$root/tests/lint/tidy.sh" "$results/tidy.xml" "$base"
  count tidy "$results/tidy.xml"
}

# It builds what it measures and says what it finds, figure by figure.
run_bench() {
  "$root/tests/bench/run" --check --junit "$results/bench.xml" || true
  count bench "$results/bench.xml"
}

"$root/.ci/setup" build
for label in "${labels[@]}"; do "run_$label"; done
