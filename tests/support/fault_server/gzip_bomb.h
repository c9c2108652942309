// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// A well-formed gzip stream that expands to 1 GiB of spaces.

#pragma once

#include <string>

#include "tests/support/fault_server/stream.h"

namespace fault_server {

// Sends `head` and the stream, and closes the connection.
void ServeGzipBomb(Stream& stream, const std::string& head);

// Builds a stream that expands to `mebibytes` MiB. Compresses only 1 MiB and repeats the result.
[[nodiscard]] std::string GzipOfSpaces(unsigned int mebibytes);

}  // namespace fault_server
