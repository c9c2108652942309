#!/usr/bin/env bash
# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
#
# Builds OpenTofu at the version in go.mod, once, and prints its path. With --path it only prints the path.
#
# A module of its own keeps its five hundred dependencies out of ours. OpenTofu's go.mod replaces hcl by a
# fork; Go ignores replacements in a dependency's go.mod, so ours repeats it.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=tools/steps.sh
source "$here/../../../../tools/steps.sh"

version=$(sed -n 's|^\tgithub.com/opentofu/opentofu v\([^ ]*\).*|\1|p' "$here/go.mod")
tofu="$CTS_CACHE/opentofu-$version-$(sha256sum "$here/go.sum" | cut -c1-12)/tofu"
if [[ ${1:-} == --path ]]; then
  printf '%s\n' "$tofu"
  exit
fi

# One at a time: tests/run.sh may build it already.
mkdir -p "$(dirname "$tofu")"
exec {lock}>"$(dirname "$tofu")/lock"
flock "$lock"
if [[ -x $tofu ]]; then
  printf '%s\n' "$tofu"
  exit
fi

# With GOGC the compiler collects garbage less often, which takes a fifth less time.
# Without version.dev=no it reports itself as a pre-release, which no required_version accepts.
cd "$here"
GOGC=400 GOTOOLCHAIN=local GOFLAGS=-mod=readonly "$(usable_go)" build \
  -ldflags '-s -w -X github.com/opentofu/opentofu/version.dev=no' \
  -o "$tofu.$$" github.com/opentofu/opentofu/cmd/tofu
mv "$tofu.$$" "$tofu"
printf '%s\n' "$tofu"
