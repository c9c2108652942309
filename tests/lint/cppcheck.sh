#!/usr/bin/env bash
# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
#
# cppcheck over the sources of the provider, one test per file. Usage: tests/lint/cppcheck.sh REPORT.
# cppcheck-suppressions.xml lists what is left out, with reasons.
set -euo pipefail
# shellcheck source=tools/steps.sh
source "$(dirname "${BASH_SOURCE[0]}")/../../tools/steps.sh"
report=${1:?usage: tests/lint/cppcheck.sh REPORT}
cd "$root"

check_one() { # FILE: prints one testcase; findings go to stderr
  local output
  output=$(timeout 600 cppcheck --enable=warning,performance,portability --std=c++20 --language=c++ \
    --quiet --error-exitcode=3 -I . --suppress-xml=tests/lint/cppcheck-suppressions.xml \
    --template='{file}:{line}: {id}: {message}' "$1" 2>&1) && [[ -z $output ]] || {
    printf '<testcase classname="cppcheck" name="%s"><failure/></testcase>' "$1"
    printf '%s\n' "$output" >&2
    return 0
  }
  printf '<testcase classname="cppcheck" name="%s"/>' "$1"
}
export -f check_one
{
  printf '<testsuite name="cppcheck">'
  source_files 'provider/*.cc' | xargs -0 -P "$(nproc)" -I{} bash -c 'check_one "$1"' cppcheck {}
  printf '</testsuite>\n'
} >"$report"
! grep -q '<failure/>' "$report"
