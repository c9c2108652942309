#!/usr/bin/env bash
# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
#
# clang-tidy over the sources of the provider, one test per file. Usage: tests/lint/tidy.sh REPORT. Needs
# build/dev configured.
set -euo pipefail
# shellcheck source=tools/steps.sh
source "$(dirname "${BASH_SOURCE[0]}")/../../tools/steps.sh"
report=${1:?usage: tests/lint/tidy.sh REPORT}
cd "$root"

tidy_one() { # FILE: prints one testcase; findings go to stderr
  local output
  if output=$("$CLANG_TIDY" --quiet -p build/dev "$1" 2>/dev/null); then
    printf '<testcase classname="tidy" name="%s"/>' "$1"
  else
    printf '<testcase classname="tidy" name="%s"><failure/></testcase>' "$1"
    printf '%s\n' "$output" >&2
  fi
}
export -f tidy_one
CLANG_TIDY="$(environment_path tidy)/bin/clang-tidy"
export CLANG_TIDY
{
  printf '<testsuite name="tidy">'
  # A time limit for each file: one that takes minutes is a bug of the tool, not of the file.
  source_files 'provider/*.cc' |
    xargs -0 -P "$(nproc)" -I{} timeout 300 bash -c 'tidy_one "$1"' tidy {}
  printf '</testsuite>\n'
} >"$report"
! grep -q '<failure/>' "$report"
