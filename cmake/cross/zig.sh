#!/usr/bin/env bash
# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
#
# Installs zig's compiler and prints a folder with its tools for one target: cc, c++, ar, ranlib, rc.
# Usage: zig.sh windows_amd64|darwin_arm64|darwin_amd64
#
# zig is clang with everything that a program for another system needs: headers, C library and a C++
# library with std::jthread, which is linked in. Its version and hashes are in
# tests/requirements/zig.txt. It builds the libraries of a target once, and keeps them in
# ZIG_GLOBAL_CACHE_DIR.
set -euo pipefail
# shellcheck source=tools/steps.sh
source "$(dirname "${BASH_SOURCE[0]}")/../../tools/steps.sh"

# The minimum version of macOS is written into the binary, and its loader refuses an older system.
case ${1:?usage: zig.sh TARGET} in
  windows_amd64) triple=x86_64-windows-gnu ;;
  darwin_arm64) triple=aarch64-macos.12.0 ;;
  darwin_amd64) triple=x86_64-macos.12.0 ;;
  *) die "zig.sh: unknown target $1" ;;
esac

environment=$(environment_path zig)
if ! environment_is_there zig; then
  echo "Installing zig from PyPI (100 MB, once) ..." >&2
  make_environment zig >&2
fi
zig=$(echo "$environment"/lib/python3*/site-packages/ziglang/zig)
[[ -x $zig ]] || die "zig.sh: there is no $zig"

tools="$environment/$1"
mkdir -p "$tools"

# tool NAME COMMAND: a script that runs zig's COMMAND. Written only if it differs, because a build may be
# using it.
tool() {
  local script
  script="#!/bin/sh
export ZIG_GLOBAL_CACHE_DIR='$CTS_CACHE/zig-cache' ZIG_LOCAL_CACHE_DIR='$CTS_CACHE/zig-cache'
exec '$zig' $2 \"\$@\""
  if [[ $script == "$(cat "$tools/$1" 2>/dev/null)" ]]; then return; fi
  printf '%s\n' "$script" >"$tools/$1.$$"
  chmod +x "$tools/$1.$$"
  mv "$tools/$1.$$" "$tools/$1"
}

# Without an optimization level, zig turns UndefinedBehaviorSanitizer on.
tool cc "cc -target $triple -fno-sanitize=undefined"
tool c++ "c++ -target $triple -fno-sanitize=undefined"
tool ar ar
tool ranlib ranlib
tool rc rc
echo "$tools"
