# shellcheck shell=bash
# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
#
# whether a library inside a package, of any system, lacks a fix that Debian has; queries Debian's servers

run_supply() {
  build_provider
  "$root/tests/supply/pending_fixes.py" --recipes "$root/cmake/cross/recipes.sh" \
    --junit "$results/supply.xml" "$CTS_PROVIDER" || true
  count supply "$results/supply.xml"
}
