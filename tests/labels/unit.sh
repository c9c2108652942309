# shellcheck shell=bash
# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
#
# of each module, under AddressSanitizer and UndefinedBehaviorSanitizer

run_unit() {
  if [[ -n $build ]]; then build_dev all; else build_sanitized all; fi
  run_ctest unit "${build:-asan}" ${only:+--tests-regex "$only"}
}
