# shellcheck shell=bash
# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
#
# the provider for Windows, under wine: unit tests, a go-plugin host, the acceptance tests, OpenTofu for Windows

windows_provider="$root/build/release-windows-amd64/terraform-provider-cts.exe"

# Each part has a report of its own. A part that does not build has none, which counts as a failure.
run_windows() {
  local part
  for part in unit host acceptance opentofu bench; do
    "windows_$part" "$results/windows-$part.xml" || true
    count "windows, $part" "$results/windows-$part.xml"
    count_again "$results/windows-$part.xml"
  done
}

# wine does not always start or end a program, so a test that fails may run again, alone.
count_again() { # REPORT
  local number
  number=$(sed -n 's/^.*<testsuite [^>]*again="\([0-9]*\)".*$/\1/p' "$1" 2>/dev/null | head -n 1)
  if ((${number:-0} > 0)); then printf '  %d of them failed at first and ran again\n' "$number"; fi
}

# With the libraries of cmake/cross, which take 20 minutes the first time.
build_for_windows() { # PRESET
  "$root/tools/setup" zig wine &&
    step "Configure $1" cmake -S "$root" --preset "$1" &&
    step "Build $1" cmake --build "$root/build/$1"
}

windows_unit() { # REPORT
  build_for_windows tests-windows-amd64 &&
    step "Run the unit tests for Windows" \
      "$root/tests/windows/wine" "$root/tests/windows/unit.py" "$root/build/tests-windows-amd64" "$1"
}

# wine has no variables for the resolver of its own; it uses that of Linux.
windows_host() { # REPORT
  local program="$results/host.test.exe"
  build_for_windows release-windows-amd64 && build_standin && "$root/tools/setup" go &&
    step "Build the host's tests for Windows" build_windows_host "$program" &&
    step "Drive the provider for Windows as a host does" \
      env CTS_PROVIDER="Z:$windows_provider" RES_OPTIONS='timeout:1 attempts:1' \
      "$root/tests/windows/wine" "$root/tests/windows/programs.py" \
      "$root/tests/windows/host.py" "$(usable_go)" "$program" "$1"
}

build_windows_host() { # PROGRAM
  cd "$root/tests/integration/host" || return
  export GOOS=windows GOTOOLCHAIN=local GOFLAGS=-mod=readonly
  "$(usable_go)" vet ./... && "$(usable_go)" test -c -o "$1" .
}

# Terraform and OpenTofu for Linux, which start the provider with wine.
windows_acceptance() { # REPORT
  build_for_windows release-windows-amd64 && build_standin &&
    "$root/tools/setup" acceptance terraform opentofu &&
    step "Run the acceptance tests with the provider for Windows" \
      env CTS_TERRAFORM="$root/tests/acceptance/cores/terraform/terraform" \
      CTS_TOFU="$("$root/tests/acceptance/cores/opentofu.sh" --path)" \
      "$root/tests/windows/wine" "$root/tests/windows/acceptance.py" "$(environment_path acceptance)/bin/python" \
      "$windows_provider" "$1" --numprocesses 3 --dist loadfile -m 'not nightly'
}

windows_opentofu() { # REPORT
  build_for_windows release-windows-amd64 && build_standin && "$root/tools/setup" acceptance go &&
    GOOS=windows step "Build OpenTofu for Windows (four minutes, once)" "$root/tests/acceptance/cores/opentofu.sh" &&
    step "Run OpenTofu for Windows" env PYTHONDONTWRITEBYTECODE=1 CTS_WINDOWS_PROVIDER="$windows_provider" \
      CTS_WINDOWS_TOFU="$(GOOS=windows "$root/tests/acceptance/cores/opentofu.sh" --path)" \
      "$root/tests/windows/wine" "$(environment_path acceptance)/bin/python" -m pytest -q -p no:cacheprovider \
      --rootdir "$root/tests/windows" --junitxml "$1" "$root/tests/windows"
}

# Ratios to a peer in Go, with fewer rounds than those recorded.
windows_bench() { # REPORT
  build_for_windows release-windows-amd64 && "$root/tools/setup" go &&
    step "Compare the provider for Windows with a peer in Go" env CTS_WINDOWS_PROVIDER="$windows_provider" \
      "$root/tests/windows/wine" "$root/tests/bench/windows" --check --junit "$1"
}
