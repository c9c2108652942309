# shellcheck shell=bash
# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
#
# 100,000 reads, and plans of 2,000 instances, while the service fails 5% of the calls

# The script builds what it needs and shows its progress.
run_soak() {
  "$root/tests/soak/run" --report "$results/soak.json" || true
  count soak "$results/soak.json"
  # LeakSanitizer checks the provider when it exits.
  build_sanitized terraform-provider-cts
  CTS_PROVIDER="$root/build/asan/terraform-provider-cts" CTS_SLOW_BINARY=yes \
    ASAN_OPTIONS=abort_on_error=1 "$root/tests/soak/run" --reads 2000 --only '^TestSoak_' \
    --report "$results/soak-sanitized.json" || true
  count "soak, sanitized" "$results/soak-sanitized.json"
}
