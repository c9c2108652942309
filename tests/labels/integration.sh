# shellcheck shell=bash
# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
#
# a go-plugin host drives the provider binary, the one that ships and a sanitized one

run_integration() {
  "$root/tools/setup" go
  build_provider
  build_standin
  step_or_go_on "Drive the provider as a host does" go_test "$results/host.json"
  count integration "$results/host.json"
  build_sanitized terraform-provider-cts
  CTS_PROVIDER="$root/build/asan/terraform-provider-cts" CTS_SLOW_BINARY=yes \
    ASAN_OPTIONS=abort_on_error=1 step_or_go_on "The same with a sanitized provider" \
    go_test "$results/host-sanitized.json"
  count "integration, sanitized" "$results/host-sanitized.json"
}
