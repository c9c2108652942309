// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// A well-formed gzip stream of 1 GiB of spaces, made without compressing 1 GiB.

#pragma once

#include <string>

#include "tests/support/fault_server/stream.h"

namespace fault_server {

// Sends `head`, then the bomb; closes.
void ServeGzipBomb(Stream& stream, const std::string& head);

// The bomb itself, of `mebibytes` MiB.
[[nodiscard]] std::string GzipOfBlanks(unsigned int mebibytes);

}  // namespace fault_server
