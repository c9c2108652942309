#!/usr/bin/env bash
# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
#
# Builds the libraries for Windows or macOS from Debian's source packages, and prints NAME=FOLDER for each.
#
# Usage: build.sh TARGET [NAME]...     all, or these and what they need, for TARGET: windows_amd64,
#                                      darwin_arm64 or darwin_amd64
#        build.sh --unpack NAME FOLDER only unpacks and patches a library's source
#
# Takes about 20 minutes per target, once. Each library is kept in the cache in a folder whose name has
# the hash of everything it was built with, so a changed recipe builds that library again and those that
# need it. For the bill of materials, each folder also has .version, .source (hashes of what it was built
# from), .edits (hashes of our changes) and .license.
set -euo pipefail
cross=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=tools/steps.sh
source "$cross/../../tools/steps.sh"
# shellcheck source=cmake/debian-source.sh
source "$cross/../debian-source.sh"
# shellcheck source=cmake/library-options.sh
source "$cross/../library-options.sh"
# shellcheck source=cmake/cross/sources.sh
source "$cross/sources.sh"
# shellcheck source=cmake/cross/recipes.sh
source "$cross/recipes.sh"

# describe NAME: sets the variables of its recipe.
describe() {
  declare -F "recipe_$1" >/dev/null || die "build.sh: unknown library $1; there are ${libraries[*]}"
  name=$1 suite=bookworm data='' license=''
  "recipe_$1"
  files=$(sed '/^$/d' <<<"$files")
}

# key_of NAME: the hash of its recipe without comments, its edits, the compiler and what it needs.
key_of() {
  (
    describe "$1"
    declare -f "build_$1" cmake_build compile
    echo "$version $files"
    case $1 in
      curl) echo "${curl_options[*]}" ;;
      openssl) echo "${openssl_options[*]}" ;;
    esac
    sed '/^ *#/d' "$cross/toolchain.cmake" "$cross/zig.sh" "$root/tests/requirements/zig.txt"
    if [[ -e $cross/edits/$1.py ]]; then cat "$cross/edits/$1.py" "$cross/edits/edit.py"; fi
    for need in "${needs[@]}"; do key_of "$need"; done
  ) | sha256sum | cut -c1-12
}

folder_of() { echo "$CTS_CACHE/$1-$target-$(key_of "$1")"; }

# build NAME: unless it is built already, and after what it needs.
build() {
  local need status
  describe "$1"
  prefix=$(folder_of "$1")
  if [[ -e $prefix/.complete ]]; then return; fi
  for need in "${needs[@]}"; do (build "$need"); done
  prefixes="$name=$prefix"
  for need in "${needs[@]}"; do prefixes+=";$need=$(folder_of "$need")"; done

  if [[ -n $files ]]; then fetch_sources; fi
  tools=$("$cross/zig.sh" "$target")
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  echo "Building $title for $target$( ((minutes == 0)) || echo " ($minutes min, once)") ..." >&2
  rm -rf "$prefix"
  mkdir -p "$prefix"
  # Not in a condition, which would switch `set -e` off inside.
  set +e
  (set -e; compile) >"$work/log" 2>&1
  status=$?
  set -e
  if ((status != 0)); then
    tail -n 100 "$work/log" >&2
    die "building $title for $target failed"
  fi
  echo "$version" >"$prefix/.version"
  grep -v '\.asc$' <<<"$files" >"$prefix/.source" || true
  (cd "$cross" && sha256sum "edits/$name.py" 2>/dev/null) >"$prefix/.edits" || true
  touch "$prefix/.complete"
}

compile() {
  cd "$work"
  if [[ -n $files ]]; then unpack_source "$work/src"; fi
  # What is built must not depend on the folder in which it is built.
  export CFLAGS="-g0 -w -ffunction-sections -fdata-sections -ffile-prefix-map=$work=."
  # c-ares and gRPC select an older Windows. This comes later in the command, and wins.
  if [[ $target == windows_* ]]; then CFLAGS+=" -D_WIN32_WINNT=0x0A00"; fi
  export CXXFLAGS=$CFLAGS
  "build_$name"
  if [[ -n $license ]]; then cp "$work/src/$license" "$prefix/.license"; fi
}

if [[ ${1:-} == --unpack ]]; then
  describe "${2:?usage: build.sh --unpack NAME FOLDER}"
  fetch_sources
  unpack_source "$(realpath --canonicalize-missing "${3:?usage: build.sh --unpack NAME FOLDER}")"
  exit
fi

target=${1:?usage: build.sh TARGET [NAME]...}
"$cross/zig.sh" "$target" >/dev/null
shift
if (($# > 0)); then libraries=("$@"); fi
# Two builds at once would write into the same folders.
exec 9>"$CTS_CACHE/cross-$target.lock"
flock 9
for library in "${libraries[@]}"; do (build "$library"); done
for library in "${libraries[@]}"; do echo "$library=$(folder_of "$library")"; done
