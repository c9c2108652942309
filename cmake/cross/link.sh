#!/usr/bin/env bash
# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
#
# Runs a link command of zig, and keeps what it prints in OUTPUT.link.log.
#
# Usage: link.sh COMMAND [ARGUMENT]... -o OUTPUT [ARGUMENT]...
#
# An ARGUMENT such as --lld-link=-filealign:4096 is for the linker for Windows, lld-link. `zig c++` has no option to pass
# it on, but lld-link also reads options from the environment's LINK and _LINK_, like Microsoft's linker.
#
# The first link for a target builds zig's C++ library, with up to 80,000 lines of warnings about
# headers. Only errors are shown, and if there are none in a link that fails, the end of the log.
set -uo pipefail

output=''
command=()
options=()
while (($# > 0)); do
  case $1 in
    --lld-link=*) options+=("${1#*=}") ;;
    *) command+=("$1") ;;
  esac
  if [[ $1 == -o ]]; then output=${2:-}; fi
  shift
done
unset LINK _LINK_
# lld-link splits them at spaces.
if ((${#options[@]} > 0)); then _LINK_=$(printf '"%s" ' "${options[@]}") && export _LINK_; fi
[[ -n $output ]] || { echo "link.sh: no -o in the command" >&2; exit 2; }

log="$output.link.log"
"${command[@]}" >"$log" 2>&1
status=$?
if ((status != 0)); then
  errors=$(grep -E 'error|undefined|duplicate|note: referenced|>>> ' "$log" | grep -v 'warning:' | head -n 100)
  printf '%s\n' "${errors:-$(tail -n 40 "$log")}" >&2
  echo "link.sh: linking $output failed with status $status; all output is in $(realpath "$log")" >&2
fi
exit "$status"
