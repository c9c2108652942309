# shellcheck shell=bash
# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
#
# the programs for macOS built and inspected as files; POSIX's platform and the keychain's code run on Linux

# Builds their libraries first: 20 minutes for each, once.
build_for_macos() { # PRESET
  step "Configure $1" cmake -S "$root" --preset "$1"
  step "Build $1" cmake --build "$root/build/$1" --target terraform-provider-cts
}

# Its own folder, because the release build's has Linux's files of the platform.
build_posix_provider() {
  step "Configure the provider with POSIX's platform" \
    cmake -S "$root" -B "$root/build/posix" --preset release -DCTS_PLATFORM=posix
  step "Build the provider with POSIX's platform" \
    cmake --build "$root/build/posix" --target terraform-provider-cts
}

run_macos() {
  "$root/tools/setup" zig go release
  build_for_macos release-darwin-arm64
  build_for_macos release-darwin-amd64
  CTS_PROGRAMS="$root/build" run_pytest release macos

  local target
  for target in plugin_posix_test plugin_wiping_test http_test; do build_sanitized "$target"; done
  run_ctest unit asan --tests-regex '^(plugin_posix|plugin_wiping|http\.Keychain)'

  build_posix_provider
  build_standin
  # What platform_linux.cc does for Linux alone: abstract sockets, hiding /proc/PID, threads without clone3, and
  # bounded stacks.
  local skipped=(
    '^TestOtherProcesses_CannotReadMemoryOrEnvironment$'
    '^TestSocket_IsAbstractIfNoFolderIsWritable$/^mTLS$'
    '^TestOldKernel_EachMissingCallHasASubstitute$/^clone3$/^operation_not_permitted$'
    '^TestOldKernel_AllOfThemMayBeMissing$/^operation_not_permitted$'
    '^TestSandbox_WorksIfClone3IsRefused$'
    '^TestSandbox_WorksWithLargeStacksAndLittleAddressSpace$'
  )
  # UseOneArena does nothing in this build, and glibc would keep a large response in each of its arenas.
  MALLOC_ARENA_MAX=1 CTS_PROVIDER="$root/build/posix/terraform-provider-cts" \
    step_or_go_on "Drive it as a host does" go_test "$results/posix.json" -skip "$(IFS='|' && echo "${skipped[*]}")"
  count "macos, POSIX's platform on Linux" "$results/posix.json"
}
