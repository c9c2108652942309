# shellcheck shell=bash
# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
#
# a release made twice with the same bytes, its files checked, arm64 run under qemu; half an hour

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

# Removes everything of the first build: objects, curl, OpenSSL and arm64's packages.
release_again() { # FOLDER OUTPUT
  copy_sources "$1"
  CCACHE_DISABLE=1 XDG_CACHE_HOME="$results/release/cache" "$1/tools/release" --draft --output "$2"
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
  "$root/tools/setup" cross go terraform release images
  mkdir "$results/release"
  # For the environment of the steps, which are subshells, and of the tests.
  export GNUPGHOME="$results/release/gnupg" CTS_DIST="$results/release/first" \
    CTS_DIST_AGAIN="$results/release/second" SOURCE_DATE_EPOCH
  SOURCE_DATE_EPOCH=$(git -C "$root" log -1 --format=%ct)
  step "Make a throw-away key" make_throw_away_key
  "$root/tools/release" --draft --key throw-away@example.invalid --output "$CTS_DIST"
  local took=$SECONDS
  step_or_go_on "Make the release again, without caches, in another folder" \
    release_again "$results/release/again" "$CTS_DIST_AGAIN"
  took=$((SECONDS - took))
  run_pytest release release
  gpgconf --kill all
  build_standin
  step_or_go_on "Drive arm64's provider as a host does" drive_emulated "$results/release.json"
  count "release, arm64 under qemu" "$results/release.json"
  "$root/tests/release/record.py" "$CTS_DIST" "$CTS_DIST_AGAIN" "$took" \
    ${CTS_RECORD:+--record} || true
  unset GNUPGHOME CTS_DIST CTS_DIST_AGAIN SOURCE_DATE_EPOCH
}
