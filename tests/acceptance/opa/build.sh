#!/usr/bin/env bash
# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
#
# Builds Open Policy Agent at the version in go.mod, once, and prints its path.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=tools/steps.sh
source "$here/../../../tools/steps.sh"

version=$(sed -n 's|^\tgithub.com/open-policy-agent/opa v\([^ ]*\).*|\1|p' "$here/go.mod")
opa="$CTS_CACHE/opa-$version-$(sha256sum "$here/go.sum" | cut -c1-12)/opa"

build() { # FILE
  cd "$here"
  CGO_ENABLED=0 GOGC=400 GOTOOLCHAIN=local GOFLAGS=-mod=readonly GOWORK=off "$(usable_go)" build \
    -trimpath -buildvcs=false -ldflags '-s -w' -o "$1" github.com/open-policy-agent/opa
}

build_once "$opa" build
printf '%s\n' "$opa"
