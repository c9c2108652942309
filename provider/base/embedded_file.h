// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// A text file that is embedded in the binary at build time (cmake/EmbedFiles.cmake).

#pragma once

#include <string_view>

namespace provider::base {

struct EmbeddedFile {
  std::string_view name;  // path from the root of the source tree: "schemas/provider.json"
  std::string_view content;
};

}  // namespace provider::base
