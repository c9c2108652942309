# shellcheck shell=bash
# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
#
# clang-tidy over the sources of the provider

run_tidy() {
  "$root/tools/setup" tidy
  build_sanitized provider_proto # headers that it generates
  step_or_go_on "Run clang-tidy" "$root/tests/lint/tidy.py" "$(environment_path tidy)/bin/clang-tidy" \
    "$results/tidy.xml"
  count tidy "$results/tidy.xml"
}
