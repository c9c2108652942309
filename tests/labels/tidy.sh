# shellcheck shell=bash
# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
#
# clang-tidy over the sources of the provider

run_tidy() {
  "$root/tools/setup" tidy
  local target
  for target in provider_proto provider_schema provider_service; do # for what they generate
    build_sanitized "$target"
  done
  step_or_go_on "Run clang-tidy" "$root/tests/lint/tidy.py" "$(environment_path tidy)/bin/clang-tidy" \
    "$results/tidy.xml"
  count tidy "$results/tidy.xml"
}
