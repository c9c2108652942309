// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// How this build looks names up: CTS_NAMES of CMake chooses default_names_own.cc, for Linux, or
// default_names_system.cc, for every other system. docs/design/adr/0009-own-name-look-up.md says
// why.

#pragma once

#include "provider/base/environment.h"
#include "provider/http/name_query.h"
#include "provider/http/own_names.h"

namespace provider::http {

// The system's look-up reads neither argument.
[[nodiscard]] NameSource DefaultNames(base::Environment environment, ResolverFiles files);

}  // namespace provider::http
