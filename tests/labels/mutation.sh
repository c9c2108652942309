# shellcheck shell=bash
# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
#
# a sample of changed operators, each of which a unit test must notice

run_mutation() {
  step_or_go_on "Change one operator at a time" "$root/tests/mutation/run" \
    --junit "$results/mutation.xml"
  count mutation "$results/mutation.xml"
}
