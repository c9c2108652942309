# shellcheck shell=bash
# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
#
# the fault table of docs/design/faults.md, row by row; integration runs it too

run_faults() {
  "$root/tools/setup" go
  build_provider
  build_standin
  step_or_go_on "Run the fault table" \
    go_test "$results/faults.json" -run '^TestFault'
  count faults "$results/faults.json"
}
