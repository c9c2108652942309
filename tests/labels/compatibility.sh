# shellcheck shell=bash
# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
#
# the acceptance tests on each Terraform since 1.6 and OpenTofu since 1.8, an hour

run_compatibility() {
  "$root/tests/compatibility/run" --check --junit "$results/compatibility.xml" || true
  count compatibility "$results/compatibility.xml"
}
