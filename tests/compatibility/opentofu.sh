#!/usr/bin/env bash
# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
#
# Builds an OpenTofu of opentofu.txt, once, and prints its path. Usage: opentofu.sh VERSION
#
# Go builds it in its module cache as the main module, so that the replacements in OpenTofu's own
# go.mod apply; its go.sum pins its dependencies. opentofu.txt pins OpenTofu itself.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=tools/steps.sh
source "$here/../../tools/steps.sh"

version=${1:?usage: opentofu.sh VERSION}
wanted=$(sed -n "s|^$version ||p" "$here/opentofu.txt")
[[ -n $wanted ]] || die "opentofu.txt has no $version"
tofu="$CTS_CACHE/opentofu-$version-$(sha256sum <<<"$wanted" | cut -c1-12)/tofu"
if [[ ! -x $tofu ]]; then
  export GOTOOLCHAIN=local GOFLAGS=-mod=readonly GOWORK=off
  module=$("$(usable_go)" mod download -json "github.com/opentofu/opentofu@v$version")
  field() { sed -n "s|^\t\"$1\": \"\(.*\)\",\{0,1\}\$|\1|p" <<<"$module"; }
  [[ $(field Sum) == "$wanted" ]] || die "OpenTofu $version is not what opentofu.txt pins: $(field Sum)"
  mkdir -p "$(dirname "$tofu")"
  cd "$(field Dir)"
  # Without version.dev=no it reports itself as a pre-release, which no required_version accepts.
  "$(usable_go)" build -trimpath -buildvcs=false \
    -ldflags '-s -w -X github.com/opentofu/opentofu/version.dev=no' -o "$tofu.$$" ./cmd/tofu
  mv "$tofu.$$" "$tofu"
fi
printf '%s\n' "$tofu"
