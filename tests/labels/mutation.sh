# shellcheck shell=bash
# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
#
# each operator, condition and constant changed, which a unit test must notice; an hour

run_mutation() {
  step_or_go_on "Change one operator at a time" "$root/tests/mutation/run" \
    --all --jobs "$(nproc)" --minutes 240 --junit "$results/mutation.xml"
  count mutation "$results/mutation.xml"
}
