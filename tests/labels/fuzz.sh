# shellcheck shell=bash
# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
#
# each libFuzzer target for CTS_FUZZ_SECONDS (10; 900 by night), two at a time

run_fuzz() {
  "$root/tools/setup" go conformance fuzz
  step_or_go_on "Fuzz each target for ${CTS_FUZZ_SECONDS:-10} s" \
    "$root/tests/fuzz/run" --junit "$results/fuzz.xml"
  count fuzz "$results/fuzz.xml"
}
