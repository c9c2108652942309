# shellcheck shell=bash
# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
#
# 100,000 reads, and plans of 2,000 instances, while the service fails 5% of the calls

# It builds what it needs and shows how far it is.
run_soak() {
  "$root/tests/soak/run" --report "$results/soak.json" || true
  count soak "$results/soak.json"
}
