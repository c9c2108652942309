# shellcheck shell=bash
# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
#
# speed and size as ratios to a peer in Go: none 20% worse than the recorded one

# The script builds what it measures and prints one line per figure.
run_bench() {
  "$root/tests/bench/run" --check --junit "$results/bench.xml" || true
  count bench "$results/bench.xml"
}
