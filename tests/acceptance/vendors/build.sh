#!/usr/bin/env bash
# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
#
# Builds the stand-in for other vendors' providers, once, and prints its path.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=tools/steps.sh
source "$here/../../../tools/steps.sh"

sources=("$here"/*.go "$here"/go.* "$here/schemas.json")
vendors="$CTS_CACHE/vendors-$(cat "${sources[@]}" | sha256sum | cut -c1-12)/vendors"

build() { # FILE
  cd "$here"
  GOGC=400 GOTOOLCHAIN=local GOFLAGS=-mod=readonly GOWORK=off "$(usable_go)" build \
    -trimpath -buildvcs=false -ldflags '-s -w' -o "$1" .
}

build_once "$vendors" build
printf '%s\n' "$vendors"
