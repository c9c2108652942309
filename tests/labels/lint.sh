# shellcheck shell=bash
# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
#
# formats, include direction, file heads, lengths, shellcheck, generated files

run_lint() {
  "$root/tools/setup" lint terraform go
  step_or_go_on "Lint" "$root/tests/lint/run.sh" "$results/lint.xml"
  count lint "$results/lint.xml"
}
