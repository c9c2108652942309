#!/usr/bin/env bash
# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
#
# Runs build-curl.sh and build-openssl.sh side by side and prints LIBRARY=PREFIX for each.
# Usage: build-libraries.sh CACHE_DIR "curl[;openssl]" [ARCHITECTURE TOOLCHAIN_FILE], the latter two
# to cross-build
set -euo pipefail
cache=${1:?usage: build-libraries.sh CACHE_DIR LIBRARIES [ARCHITECTURE TOOLCHAIN_FILE]}
IFS=';' read -ra libraries <<<"${2:?no libraries}"
shift 2

printed=$(mktemp -d)
trap 'rm -rf "$printed"' EXIT
jobs=()
for library in "${libraries[@]}"; do
  "$(dirname "${BASH_SOURCE[0]}")/build-$library.sh" "$cache" "$@" >"$printed/$library" &
  jobs+=($!)
done
status=0
for job in "${jobs[@]}"; do wait "$job" || status=$?; done
if ((status != 0)); then exit "$status"; fi
for library in "${libraries[@]}"; do echo "$library=$(<"$printed/$library")"; done
