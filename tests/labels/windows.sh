# shellcheck shell=bash
# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
#
# the unit tests as Windows programs, under wine

# With the libraries of cmake/cross, which take 20 minutes the first time.
build_windows_tests() {
  step "Configure the tests for Windows" cmake -S "$root" --preset tests-windows-amd64
  step "Build the tests for Windows" cmake --build "$root/build/tests-windows-amd64"
}

run_windows() {
  "$root/tools/setup" zig wine
  build_windows_tests
  step_or_go_on "Run the unit tests for Windows" "$root/tests/windows/wine" "$root/tests/windows/unit.py" \
    "$root/build/tests-windows-amd64" "$results/windows-unit.xml"
  count "windows, unit tests" "$results/windows-unit.xml"
}
