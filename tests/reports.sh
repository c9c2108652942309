# shellcheck shell=bash
# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
#
# Shared by the labels: sums of reports, and ways to run tests that write one. It needs the variables root,
# results, only, build, passed and failed of tests/run.sh.
# shellcheck disable=SC2154,SC2164

# count LABEL REPORT: adds a report (JUnit's XML, or `go test -json`) to the sums.
count() {
  local label=$1 sums good bad skipped
  sums=$("$root/tests/count.py" "$2")
  read -r good bad skipped <<<"$sums"
  printf '  %s: %d passed, %d failed, %d skipped\n' "$label" "$good" "$bad" "$skipped"
  if ((skipped > 0)); then "$root/tests/count.py" --skips "$2" | sed 's/^/    skipped: /'; fi
  if ((good + bad == 0)); then
    printf '✗ %s ran no test at all\n' "$label"
    bad=1
  fi
  passed=$((passed + good))
  failed=$((failed + bad))
}

# A failing test must not stop the others: its report is what counts.
step_or_go_on() { step "$@" || true; }

# Builds what later labels need while tests of earlier ones wait, and at a lower priority. Whoever needs it
# waits for its lock and then finds it built; if it failed, that builds it again and shows why.
ahead=''
build_ahead() { # LABEL ...
  local commands=()
  if (($# < 2)); then return; fi
  if [[ " $* " == *' acceptance '* ]]; then
    commands+=("'$root/tools/setup' opentofu" "'$root/tests/acceptance/vendors/build.sh'")
  fi
  if [[ " $* " == *' fuzz '* ]]; then
    "$root/tools/setup" go fuzz
    commands+=("'$root/tests/fuzz/run' --build-only")
  fi
  if ((${#commands[@]} == 0)); then return; fi
  set -m # a process group, which finish can stop
  nice -n 19 bash -c "$(printf '%s; ' "${commands[@]}")" >"$results/ahead.log" 2>&1 </dev/null &
  ahead=$!
  set +m
}

stop_building_ahead() {
  if [[ -n $ahead ]] && kill -- "-$ahead" 2>/dev/null; then wait "$ahead" || true; fi
}

build_sanitized() { # TARGET
  step "Configure the sanitized build" cmake -S "$root" --preset asan
  step "Build the sanitized $1" cmake --build "$root/build/asan" --target "$1"
}

# What --build dev tests.
build_dev() { # TARGET ...
  step "Configure the development build" cmake -S "$root" --preset dev
  step "Build for development: $*" cmake --build "$root/build/dev" --target "$@"
}

run_ctest() { # LABEL PRESET [FLAG]...
  local label=$1 preset=$2 report="$results/$2-$1.xml"
  shift 2
  step_or_go_on "Run the tests labelled $label ($preset)" \
    ctest --test-dir "$root/build/$preset" --label-regex "^$label\$" --parallel "$(nproc)" --timeout 120 \
    --no-tests=error --output-on-failure --output-junit "$report" "$@"
  count "$label" "$report"
}

# run_pytest NAME FOLDER [FLAG]...: with the packages of tests/requirements/NAME.txt.
run_pytest() {
  local name=$1 folder=$2 report="$results/pytest-$2.xml"
  shift 2
  step_or_go_on "Run the tests of tests/$folder" env PYTHONDONTWRITEBYTECODE=1 \
    "$(environment_path "$name")/bin/python" -m pytest -q -p no:cacheprovider \
    --rootdir "$root/tests/$folder" --junitxml "$report" "$@" "$root/tests/$folder"
  count "$folder" "$report"
}

# The tests of a go-plugin host.
go_test() { # REPORT [FLAG]..., further environment before the call
  go_test_in integration/host "$@"
}

# The tests of a Go module.
go_test_in() { # FOLDER REPORT [FLAG]...
  local report=$2
  cd "$root/tests/$1" || return
  shift 2
  "$(usable_go)" vet ./...
  GOTOOLCHAIN=local GOFLAGS=-mod=readonly "$(usable_go)" test -count=1 -timeout 15m -json "$@" ./... \
    >"$report" || {
    "$root/tests/count.py" --failures "$report"
    return 1
  }
}
