// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// The linked libraries, for `--version`: a static binary has the vulnerabilities of its libraries,
// and the system's package manager cannot list them.

#pragma once

#include <string>

namespace provider {

// One line per library: two spaces, its name, its version, and the Debian package it came from with
// that package's version ("source" precedes it if we built it), in columns separated by two or more
// spaces. The version is the one that the library reports, or the package's if it reports none.
[[nodiscard]] std::string LinkedLibraries();

}  // namespace provider
