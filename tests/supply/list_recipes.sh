#!/usr/bin/env bash
# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
#
# Prints what the libraries of the packages for Windows and macOS are built from, for pending_fixes.py: in
# each line, separated by tabs, a name, "source" or "binary", the package, its version and its suite.
#
# Usage: list_recipes.sh RECIPES    usually cmake/cross/recipes.sh
set -euo pipefail
# shellcheck source=cmake/cross/recipes.sh
source "$1"

for name in "${libraries[@]}"; do
  # Only tests link it.
  if [[ $name == googletest ]]; then continue; fi
  title='' package='' version='' suite=bookworm # as in build.sh
  "recipe_$name"
  if [[ -n $package ]]; then
    printf '%s\tsource\t%s\t%s\t%s\n' "$title" "$package" "$version" "$suite"
  else
    # Header-only libraries: PACKAGE=VERSION of each package installed here.
    for installed in $version; do
      printf '%s\tbinary\t%s\t%s\t%s\n' "${installed%%=*}" "${installed%%=*}" "${installed#*=}" "$suite"
    done
  fi
done
