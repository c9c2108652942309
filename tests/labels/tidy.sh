# shellcheck shell=bash
# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
#
# clang-tidy over everything, or over what differs from COMMIT

run_tidy() {
  if [[ -n $base ]] && git -C "$root" diff --quiet "$base" -- 'provider/*.cc'; then
    printf '  tidy: no source of the provider differs from %s\n' "$base"
    return
  fi
  "$root/.ci/setup" tidy
  step "Configure for clang-tidy" cmake -S "$root" --preset dev
  step "Generate what headers need" cmake --build "$root/build/dev" --target provider_proto
  step_or_go_on "Run clang-tidy" "$root/tests/lint/tidy.sh" "$results/tidy.xml" "$base"
  count tidy "$results/tidy.xml"
}
