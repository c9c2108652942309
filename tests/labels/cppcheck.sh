# shellcheck shell=bash
# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
#
# cppcheck over everything, with the reasons for what is left out

run_cppcheck() {
  "$root/tools/setup" cppcheck
  step_or_go_on "Run cppcheck" "$root/tests/lint/cppcheck.sh" "$results/cppcheck.xml"
  count cppcheck "$results/cppcheck.xml"
}
