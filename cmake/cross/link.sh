#!/usr/bin/env bash
# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
#
# Runs a link command of zig, and keeps what it prints in OUTPUT.link.log.
#
# Usage: link.sh COMMAND [ARGUMENT]... -o OUTPUT [ARGUMENT]...
#
# The first link for a target builds zig's C++ library, with up to 80,000 lines of warnings about
# headers. Only errors are shown, and if there are none in a link that fails, the end of the log.
set -uo pipefail

output=''
for ((i = 1; i < $#; i++)); do
  if [[ ${!i} == -o ]]; then
    next=$((i + 1))
    output=${!next}
  fi
done
[[ -n $output ]] || { echo "link.sh: no -o in the command" >&2; exit 2; }

log="$output.link.log"
"$@" >"$log" 2>&1
status=$?
if ((status != 0)); then
  errors=$(grep -E 'error|undefined|duplicate|note: referenced|>>> ' "$log" | grep -v 'warning:' | head -n 100)
  printf '%s\n' "${errors:-$(tail -n 40 "$log")}" >&2
  echo "link.sh: linking $output failed with status $status; all output is in $(realpath "$log")" >&2
fi
exit "$status"
