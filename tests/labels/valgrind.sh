# shellcheck shell=bash
# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
#
# memcheck on the provider, linked with shared libraries, driven as a host does

# Not the binary that ships: its C library is linked in and stripped, so that memcheck can stand in neither for
# its allocator nor for its string functions, which read whole words, and reports each of those.
# The reads and what surrounds them, for memcheck makes everything thirty times slower.
run_valgrind() {
  "$root/.ci/setup" go valgrind
  build_standin
  step "Configure the shared build" cmake -S "$root" --preset dev
  step "Build the shared provider" \
    cmake --build "$root/build/dev" --target terraform-provider-cts
  mkdir -p "$results/valgrind"
  CTS_CHECKED_PROVIDER="$root/build/dev/terraform-provider-cts" \
    CTS_VALGRIND_LOGS="$results/valgrind" CTS_PROVIDER="$root/tests/valgrind/provider" \
    CTS_SLOW_BINARY=yes step_or_go_on "Drive the provider under memcheck" \
    go_test "$results/valgrind.json" \
    -run '^Test(Read_Signed|Read_NoBuckets|Schema|Ephemeral|Action|CallFunction|Validate)'
  step_or_go_on "Read what memcheck says of it" \
    "$root/tests/valgrind/report.py" "$results/valgrind" "$results/valgrind.xml"
  count valgrind "$results/valgrind.xml"
}
