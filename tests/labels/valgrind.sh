# shellcheck shell=bash
# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
#
# memcheck on the provider, linked with shared libraries, below a host and below Terraform

# Not the released binary: its C library is linked in and stripped, so memcheck can replace neither its allocator
# nor its string functions, which read whole words, and reports each of those. Only the reads and what surrounds
# them, because memcheck makes everything thirty times slower.
run_valgrind() {
  "$root/tools/setup" go terraform acceptance valgrind
  build_standin
  step "Configure the shared build" cmake -S "$root" --preset dev
  step "Build the shared provider" \
    cmake --build "$root/build/dev" --target terraform-provider-cts
  local -x CTS_PROVIDER="$results/provider-under-memcheck"
  mkdir -p "$results/valgrind"
  # A core's tests give the provider an environment of their own, so the wrapper holds what it needs.
  printf '#!/bin/sh\nexport CTS_CHECKED_PROVIDER="%s" CTS_VALGRIND_LOGS="%s"\nexec "%s" "$@"\n' \
    "$root/build/dev/terraform-provider-cts" "$results/valgrind" "$root/tests/valgrind/provider" \
    >"$CTS_PROVIDER"
  chmod +x "$CTS_PROVIDER"
  CTS_SLOW_BINARY=yes step_or_go_on "Drive the provider under memcheck" \
    go_test "$results/valgrind.json" \
    -run '^Test(Read_Signed|Read_NoBuckets|GetProviderSchema|Ephemeral|Action|CallFunction|Validate)'
  count "valgrind, host" "$results/valgrind.json"
  CTS_TERRAFORM="$root/tests/acceptance/cores/terraform/terraform" \
    run_pytest acceptance acceptance -k 'test_snippet_plans and data-sources'
  step_or_go_on "Read what memcheck says of it" \
    "$root/tests/valgrind/report.py" "$results/valgrind" "$results/valgrind.xml"
  count valgrind "$results/valgrind.xml"
}
