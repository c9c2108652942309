# shellcheck shell=bash
# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
#
# a release made twice with the same bytes, its files checked, arm64 run under qemu; an hour, less with CTS_PLATFORMS

# The environment's CTS_PLATFORMS="linux_amd64 windows_amd64" leaves the others out: 15 minutes for those of
# Linux. The second run builds everything again, which takes 15 minutes more for each other platform.

# A throw-away key, which is deleted with the run.
make_throw_away_key() {
  mkdir -m 0700 "$GNUPGHOME"
  gpg --batch --quiet --passphrase '' --quick-generate-key throw-away@example.invalid rsa2048 sign never
}

# The working tree as it is, for the second build: tracked and new files.
copy_sources() { # FOLDER
  mkdir "$1"
  (
    cd "$root"
    source_files | xargs -0 cp --parents --target-directory "$1"
  )
}

# Without anything of the first build: objects, libraries, zig's cache, and arm64's packages. Prints its progress
# itself.
release_again() { # FOLDER OUTPUT [FLAG]...
  local folder=$1 output=$2
  shift 2
  copy_sources "$folder"
  CCACHE_DISABLE=1 XDG_CACHE_HOME="$results/release/cache" "$folder/tools/release" --draft --output "$output" "$@"
}

# The host's tests of handshake, schema and reads, with a provider that qemu runs.
drive_emulated() { # REPORT
  local package="$CTS_DIST/mirror/unpacked/terraform.local/cts/cts" wrapper="$results/release/provider"
  package=$(echo "$package"/*/linux_arm64)
  printf '#!/bin/sh\nexec qemu-aarch64-static %q "$@"\n' "$package"/terraform-provider-cts_v* >"$wrapper"
  chmod +x "$wrapper"
  CTS_PROVIDER="$wrapper" CTS_SLOW_BINARY=yes go_test "$1" -run '^Test(Handshake|Read|StopProvider|CancelledCall)_'
}

run_release() {
  local platform flags=()
  for platform in ${CTS_PLATFORMS:-}; do flags+=(--platform "$platform"); done
  "$root/tools/setup" cross go terraform release images zig
  mkdir "$results/release"
  # For the environment of the steps, which are subshells, and of the tests.
  export GNUPGHOME="$results/release/gnupg" CTS_DIST="$results/release/first" \
    CTS_DIST_AGAIN="$results/release/second" SOURCE_DATE_EPOCH
  SOURCE_DATE_EPOCH=$(git -C "$root" log -1 --format=%ct)
  step "Make a throw-away key" make_throw_away_key
  "$root/tools/release" --draft --key throw-away@example.invalid --output "$CTS_DIST" "${flags[@]}"
  local took=$SECONDS
  printf 'The release again, without caches, in another folder (15 minutes for each platform but those of Linux):\n'
  # If it fails, the test that compares them does.
  release_again "$results/release/again" "$CTS_DIST_AGAIN" "${flags[@]}" || true
  took=$((SECONDS - took))
  run_pytest release release
  gpgconf --kill all
  if [[ " ${CTS_PLATFORMS:-linux_arm64} " == *' linux_arm64 '* ]]; then
    build_standin
    step_or_go_on "Drive arm64's provider as a host does" drive_emulated "$results/release.json"
    count "release, arm64 under qemu" "$results/release.json"
  fi
  "$root/tests/release/record.py" "$CTS_DIST" "$CTS_DIST_AGAIN" "$took" \
    ${CTS_RECORD:+--record} || true
  unset GNUPGHOME CTS_DIST CTS_DIST_AGAIN SOURCE_DATE_EPOCH
}
