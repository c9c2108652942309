# shellcheck shell=bash
# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
#
# which lines and branches unit, conformance and integration tests run, with a floor

run_coverage() {
  "$root/tools/setup" go coverage
  step "Configure the coverage build" cmake -S "$root" --preset coverage
  step "Build for coverage" cmake --build "$root/build/coverage"
  find "$root/build/coverage" -name '*.gcda' -delete
  run_ctest unit coverage
  run_ctest conformance coverage
  # Without the longest texts: a second in the released binary, but up to minutes when each line is counted.
  CTS_PROVIDER="$root/build/coverage/terraform-provider-cts" \
    CTS_STANDIN="$root/build/coverage/tests/support/cts-standin" \
    FAULT_SERVER="$root/build/coverage/tests/support/fault-server" CTS_SLOW_BINARY=yes \
    step_or_go_on "Drive the provider as a host does" \
    go_test "$results/coverage-host.json" -skip '^TestLargestMessages|^TestFaults$/./^(huge-message|(many-)?long-)'
  count "coverage, host" "$results/coverage-host.json"
  "$root/tests/coverage/report.py" --gcovr "$(environment_path coverage)/bin/gcovr" \
    --junit "$results/coverage.xml" || true
  count coverage "$results/coverage.xml"
}
