# shellcheck shell=bash
# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
#
# the unit tests that need no gRPC, under ThreadSanitizer

run_threads() {
  step "Configure for ThreadSanitizer" cmake -S "$root" --preset tsan
  step "Build for ThreadSanitizer" cmake --build "$root/build/tsan"
  run_ctest unit tsan
}
