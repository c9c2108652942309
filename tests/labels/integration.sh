# shellcheck shell=bash
# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
#
# a go-plugin host drives the provider binary, the one that ships and a sanitized one

run_integration() {
  "$root/tools/setup" go
  build_provider
  build_standin
  build_sanitized terraform-provider-cts
  step_or_go_on "Drive the provider as a host does, and a sanitized one beside it" drive_both
  count integration "$results/host.json"
  count "integration, sanitized" "$results/host-sanitized.json"
}

# Side by side, because these tests wait more than they compute.
drive_both() {
  local sanitized status=0
  CTS_PROVIDER="$root/build/asan/terraform-provider-cts" CTS_SLOW_BINARY=yes ASAN_OPTIONS=abort_on_error=1 \
    go_test "$results/host-sanitized.json" &
  sanitized=$!
  go_test "$results/host.json" || status=$?
  wait "$sanitized" || status=$?
  return "$status"
}
