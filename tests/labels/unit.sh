# shellcheck shell=bash
# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
#
# of each module, under AddressSanitizer and UndefinedBehaviorSanitizer

run_unit() {
  build_sanitized all
  run_ctest unit asan
}
