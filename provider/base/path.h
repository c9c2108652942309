// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Paths as the rest of the provider holds them, as UTF-8 text, and as std::filesystem does, which
// takes plain char for the ANSI code page on Windows. Pure functions, safe to call from any thread.

#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace provider::base {

// Where paths are bytes, every text is kept as it is. On Windows, text that is not UTF-8 gives an
// empty path, which exists nowhere.
[[nodiscard]] std::filesystem::path PathFromUtf8(std::string_view text);
[[nodiscard]] std::string Utf8FromPath(const std::filesystem::path& path);

// False for a path that depends on the current folder; on Windows that includes "\folder", which
// depends on the current drive.
[[nodiscard]] bool IsAbsolutePath(std::string_view text);

}  // namespace provider::base
