// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Conversion between UTF-8 and the UTF-16 of the Windows API. Malformed parts become U+FFFD. Pure
// functions, safe to call from any thread.

#pragma once

#include <string>
#include <string_view>

namespace provider::base {

[[nodiscard]] std::wstring Utf16FromUtf8(std::string_view text);
[[nodiscard]] std::string Utf8FromUtf16(std::wstring_view text);

}  // namespace provider::base
