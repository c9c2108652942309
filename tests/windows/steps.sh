# shellcheck shell=bash
# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
#
# The steps of the label windows that test the finished program. Each needs CTS_WINE, and CTS_WINDOWS_PROVIDER, the
# program. They use variables of tests/run.sh.
# shellcheck disable=SC2154,SC2164

# The Go host's tests and the fault table, as Windows programs.
windows_host_tests() {
  local program="$CTS_WINE/host.test.exe"
  step "Build the host's tests for Windows" build_windows_host_tests "$program"
  step_or_go_on "Drive the provider for Windows as a host does" run_windows_host_tests "$program"
  count "windows, host" "$results/windows-host.json"
}

build_windows_host_tests() { # OUTPUT
  cd "$root/tests/integration/host" || return
  export GOOS=windows GOTOOLCHAIN=local GOFLAGS=-mod=readonly
  "$(usable_go)" vet ./...
  "$(usable_go)" test -c -o "$1" .
}

# test2json of Go makes the report of it. wine has no variables for the resolver of its own; it uses that of Linux.
run_windows_host_tests() { # PROGRAM
  local report="$results/windows-host.json" status=0
  cd "$root/tests/integration/host" || return
  CTS_PROVIDER="Z:$CTS_WINDOWS_PROVIDER" RES_OPTIONS='timeout:1 attempts:1' \
    "$root/tests/windows/programs.py" "$root/tests/windows/wine" "$1" -test.v=test2json -test.timeout 20m \
    </dev/null >"$report.text" || status=$?
  "$(usable_go)" tool test2json <"$report.text" >"$report"
  if ((status != 0)); then "$root/tests/count.py" --failures "$report"; fi
  return "$status"
}

# Terraform and OpenTofu for Linux, which start the provider for Windows with wine.
windows_acceptance() {
  "$root/tools/setup" acceptance terraform opentofu
  step "Wrap the provider for Windows" "$root/tests/windows/wrap" "$CTS_WINDOWS_PROVIDER" "$CTS_WINE/wrapped"
  CTS_PROVIDER="$CTS_WINE/wrapped/terraform-provider-cts" \
    CTS_TERRAFORM="$root/tests/acceptance/cores/terraform/terraform" \
    CTS_TOFU="$("$root/tests/acceptance/cores/opentofu.sh" --path)" \
    run_pytest acceptance acceptance --numprocesses 3 --dist loadfile -m 'not nightly and not release_build'
}

# OpenTofu for Windows.
windows_opentofu() {
  "$root/tools/setup" acceptance
  GOOS=windows step "Build OpenTofu for Windows (four minutes, once)" "$root/tests/acceptance/cores/opentofu.sh"
  CTS_WINDOWS_TOFU="$(GOOS=windows "$root/tests/acceptance/cores/opentofu.sh" --path)" \
    run_pytest acceptance windows
}

# Ratios to a peer in Go.
windows_bench() {
  "$root/tests/bench/windows" --check --junit "$results/windows-bench.xml" || true
  count "windows, bench" "$results/windows-bench.xml"
}
