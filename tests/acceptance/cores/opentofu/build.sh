#!/usr/bin/env bash
# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
#
# Builds OpenTofu at the version go.mod names, once, and prints where. With --path only prints.
#
# A module of its own, so that its five hundred dependencies touch nothing of ours. OpenTofu's own
# go.mod replaces hcl by its fork; replacements of a dependency do not count, so ours repeats it.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=tools/steps.sh
source "$here/../../../../tools/steps.sh"

version=$(sed -n 's|^\tgithub.com/opentofu/opentofu v\([^ ]*\).*|\1|p' "$here/go.mod")
tofu="$CTS_CACHE/opentofu-$version-$(sha256sum "$here/go.sum" | cut -c1-12)/tofu"
if [[ ${1:-} == --path || -x $tofu ]]; then
  printf '%s\n' "$tofu"
  exit
fi

# Without version.dev=no it calls itself a pre-release, which no required_version admits.
cd "$here"
GOTOOLCHAIN=local GOFLAGS=-mod=readonly "$(usable_go)" build \
  -ldflags '-s -w -X github.com/opentofu/opentofu/version.dev=no' \
  -o "$tofu.$$" github.com/opentofu/opentofu/cmd/tofu
mv "$tofu.$$" "$tofu"
printf '%s\n' "$tofu"
