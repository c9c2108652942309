# shellcheck shell=bash
# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
#
# the examples and the tests of each change in a Debian 13 system, an hour

# Shows the steps of the other run, and adds its sum.
run_on_debian13() { # COMMAND
  "$root/tests/debian13/run" "$1" 2>&1 | tee "$results/debian13.log"
}

run_debian13() {
  local good=0 bad=0 line
  "$root/tools/setup" debian13
  if run_on_debian13 examples/run.sh; then good=1; else bad=1; fi
  run_on_debian13 tests/run.sh || true
  line=$(tail -n 1 "$results/debian13.log")
  if [[ $line =~ ^([0-9]+)\ passed,\ ([0-9]+)\ failed$ ]]; then
    good=$((good + BASH_REMATCH[1])) bad=$((bad + BASH_REMATCH[2]))
  else
    bad=$((bad + 1))
  fi
  printf '  debian13: %d passed, %d failed\n' "$good" "$bad"
  passed=$((passed + good)) failed=$((failed + bad))
}
