#!/usr/bin/env bash
# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
#
# Builds OpenTofu once, and prints its path. With --path it only prints the path.
# Usage: [GOOS=windows] opentofu.sh [--path] [VERSION]
#
# VERSION is one of tests/requirements/opentofu.txt, which pins them; default is the last. OpenTofu is built as
# Go's main module, so that the replacements in its own go.mod apply. Its go.sum pins its dependencies.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=tools/steps.sh
source "$here/../../../tools/steps.sh"

only_path=''
if [[ ${1:-} == --path ]]; then only_path=1 && shift; fi
pins="$root/tests/requirements/opentofu.txt"
version=${1:-$(sed -n '$s/ .*//p' "$pins")}
wanted=$(sed -n "s|^$version ||p" "$pins")
[[ -n $wanted ]] || die "$pins has no $version"
system=${GOOS:-linux}
key=$(cat - "${BASH_SOURCE[0]}" <<<"$wanted $system" | sha256sum | cut -c1-12)
tofu="$CTS_CACHE/opentofu-$version-$key/tofu"
if [[ $system == windows ]]; then tofu+=.exe; fi

# Static, so that it runs in a folder without libraries.
export CGO_ENABLED=0 GOTOOLCHAIN=local GOFLAGS=-mod=readonly GOWORK=off

build() { # FILE
  local go module backends keys
  go=$(usable_go)
  module=$("$go" mod download -json "github.com/opentofu/opentofu@v$version")
  field() { sed -n "s|^\t\"$1\": \"\(.*\)\",\{0,1\}\$|\1|p" <<<"$module"; }
  [[ $(field Sum) == "$wanted" ]] || die "OpenTofu $version is not what is pinned, but $(field Sum)"

  # Without the state backends and key providers of clouds. No test uses them, and their libraries are more than
  # half of what would be built.
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  cp -r "$(field Dir)"/{go.mod,go.sum,cmd,internal,version} "$work"
  chmod -R u+w "$work"
  cd "$work"
  backends='azure|consul|cos|gcs|kubernetes|oss|pg|s3'
  sed -i -E "/\/remote-state\/($backends)\"\$/d
    /^\t\t\"(azurerm|$backends)\": /d" internal/backend/init/init.go
  keys='aws_kms|azure_vault|gcp_kms|openbao'
  sed -i -E "/\/keyprovider\/($keys)\"\$/d
    /RegisterKeyProvider\(($keys)\./,/^\t\}\$/d" internal/encryption/default_registry.go

  # With GOGC the compiler collects garbage less often, which takes a fifth less time.
  # Without version.dev=no it reports itself as a pre-release, which no required_version accepts.
  GOOS=$system GOGC=400 "$go" build -trimpath -buildvcs=false \
    -ldflags '-s -w -X github.com/opentofu/opentofu/version.dev=no' -o "$1" ./cmd/tofu
}

[[ -n $only_path ]] || build_once "$tofu" build
printf '%s\n' "$tofu"
