# shellcheck shell=bash
# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
#
# clang-tidy over the sources of the provider

run_tidy() {
  "$root/tools/setup" tidy
  step "Configure for clang-tidy" cmake -S "$root" --preset dev
  step "Generate what headers need" cmake --build "$root/build/dev" --target provider_proto
  step_or_go_on "Run clang-tidy" "$root/tests/lint/tidy.sh" "$results/tidy.xml"
  count tidy "$results/tidy.xml"
}
