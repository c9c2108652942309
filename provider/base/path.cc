// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/base/path.h"

#include <type_traits>

#include "provider/text/utf8.h"

namespace provider::base {

std::filesystem::path PathFromUtf8(std::string_view text) {
  constexpr bool kIsBytes = std::is_same_v<std::filesystem::path::value_type, char>;
  if (!kIsBytes && !text::IsUtf8(text)) return {};
  return std::u8string(text.begin(), text.end());
}

std::string Utf8FromPath(const std::filesystem::path& path) {
  const auto text = path.u8string();
  return {text.begin(), text.end()};
}

bool IsAbsolutePath(std::string_view text) { return PathFromUtf8(text).is_absolute(); }

}  // namespace provider::base
