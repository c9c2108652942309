# shellcheck shell=bash
# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
#
# Shared by the scripts: steps that show one line each, the folder for tools that are kept between runs, programs
# that are built once, and the list of source files.
#
# A step's output goes to a log and is shown only if it fails. During the step, a terminal shows one
# line that changes; anything else (CI=true, a pipe) gets a line every half minute, so that a slow step
# is not silent.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
CTS_CACHE="${XDG_CACHE_HOME:-$HOME/.cache}/terraform-provider-cts"
mkdir -p "$CTS_CACHE"

die() {
  printf 'Error: %s\n' "$*" >&2
  exit 1
}

has_terminal() { [[ -t 1 && -z ${CI:-} ]]; }

# The newest progress in a log: ninja's [12/300], or what a script of cmake/ says of a library; else nothing.
progress_of() { grep -aoE '^(\[[0-9]+/[0-9]+\]|(Building|Fetching) .* \.\.\.$)' "$1" 2>/dev/null | tail -n 1 || true; }

show_progress() {  # TEXT LOG, until killed
  local text=$1 log=$2 seconds=0 every=30
  if has_terminal; then every=1; fi
  while sleep "$every" >/dev/null 2>&1; do
    seconds=$((seconds + every))
    if has_terminal; then
      printf '\r\033[K  %s ... %s %d s' "$text" "$(progress_of "$log")" "$seconds"
    else
      printf '  ... %s: %s %d s so far\n' "$text" "$(progress_of "$log")" "$seconds"
    fi
  done
}

# step TEXT COMMAND [ARGUMENT ...]
step() {
  local text=$1 log start status progress took
  shift
  log=$(mktemp "${TMPDIR:-/tmp}/cts-step.XXXXXX")
  start=${EPOCHREALTIME/[.,]/}
  if has_terminal; then printf '  %s ...' "$text"; fi
  show_progress "$text" "$log" &
  progress=$!
  # Not in a condition, which would switch `set -e` off inside the command.
  set +e
  (set -e; "$@") >"$log" 2>&1
  status=$?
  kill "$progress" 2>/dev/null && wait "$progress" 2>/dev/null
  set -e
  if has_terminal; then printf '\r\033[K'; fi
  took=$((${EPOCHREALTIME/[.,]/} - start))
  took="$((took / 1000000)).$((took / 100000 % 10)) s"
  if ((status != 0)); then
    printf '✗ %s (%s), exit %d. The end of %s:\n' "$text" "$took" "$status" "$log"
    tail -n 200 "$log"
    return "$status"
  fi
  rm -f "$log"
  printf '✓ %s (%s)\n' "$text" "$took"
}

# source_files [PATTERN]...: paths from the root, each with a NUL after it, of the files that match one of
# these patterns of git. New files count, deleted ones and those of .gitignore do not.
source_files() {
  local file
  git -C "$root" ls-files -z --cached --others --exclude-standard -- "$@" |
    while IFS= read -r -d '' file; do [[ ! -e $root/$file ]] || printf '%s\0' "$file"; done
}

# The folder of the packages of tests/requirements/NAME.txt. The key is the file's content, so another
# version has another folder.
environment_path() { # NAME
  printf '%s/%s-%s\n' "$CTS_CACHE" "$1" \
    "$(sha256sum "$root/tests/requirements/$1.txt" | cut -c1-12)"
}

# The marker shows that an environment is complete.
environment_is_there() { [[ -e "$(environment_path "$1")/.complete" ]]; }

make_environment() { # NAME
  local folder lock
  folder=$(environment_path "$1")
  exec {lock}>"$folder.lock"
  flock "$lock"
  if environment_is_there "$1"; then return; fi # another run made it
  rm -rf "$folder"
  python3 -m venv "$folder"
  "$folder/bin/pip" install --quiet --disable-pip-version-check \
    -r "$root/tests/requirements/$1.txt"
  touch "$folder/.complete"
}

# A Go on PATH that builds OpenTofu and the test host: 1.26 from 1.26.6 on; 1.27 does not build OpenTofu.
go_on_path() {
  local version
  version=$(GOTOOLCHAIN=local go env GOVERSION 2>/dev/null || true)
  [[ $version =~ ^go1\.26\.([0-9]+)$ ]] && ((BASH_REMATCH[1] >= 6)) && command -v go
}

# That Go, else the one that tools/setup took from PyPI.
usable_go() { go_on_path || printf '%s/bin/go\n' "$(environment_path go)"; }

# build_once PROGRAM COMMAND [ARGUMENT ...]: unless PROGRAM is there, runs COMMAND with one more argument, the
# file to write. Labels that run side by side wait for each other.
build_once() {
  local program=$1 lock
  shift
  mkdir -p "$(dirname "$program")"
  exec {lock}>"$(dirname "$program")/lock"
  flock "$lock"
  if [[ ! -x $program ]]; then
    "$@" "$program.$$"
    mv "$program.$$" "$program"
  fi
  exec {lock}>&-
}
