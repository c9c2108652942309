# shellcheck shell=bash
# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
#
# every source of the provider compiled for Windows and macOS, and the tests for Windows; nothing is linked

run_portable() {
  "$root/tools/setup" zig
  local target
  for target in windows_amd64 darwin_arm64 darwin_amd64; do
    step_or_go_on "Compile the provider for $target" \
      "$root/tests/portable/compile.py" "$target" "$results/portable-$target.xml"
    count "portable, $target" "$results/portable-$target.xml"
  done
}
