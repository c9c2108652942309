// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// What the binary is made of, for `--version`: a static binary carries the flaws of its libraries,
// and nobody can ask the system for them.

#pragma once

#include <string>

namespace provider {

// A line for each library: two spaces, its name, its version, and the Debian package it came from
// with that package's version ("source" before it where we built it), in columns that are two
// spaces or more apart. The first is the library's own word, or of the package where it has none.
[[nodiscard]] std::string LinkedLibraries();

}  // namespace provider
