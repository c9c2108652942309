// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/base/utf16_windows.h"

#include <windows.h>

namespace provider::base {

std::wstring Utf16FromUtf8(std::string_view text) {
  const auto size = static_cast<int>(text.size());
  std::wstring wide(text.size(), L'\0');  // never more units than bytes
  if (size == 0) return wide;
  const int units = ::MultiByteToWideChar(CP_UTF8, 0, text.data(), size, wide.data(), size);
  wide.resize(static_cast<std::size_t>(units));
  return wide;
}

std::string Utf8FromUtf16(std::wstring_view text) {
  constexpr int kMostBytesOfAUnit = 3;
  const auto size = static_cast<int>(text.size());
  std::string narrow(text.size() * kMostBytesOfAUnit, '\0');
  if (size == 0) return narrow;
  const int bytes = ::WideCharToMultiByte(CP_UTF8, 0, text.data(), size, narrow.data(),
                                          size * kMostBytesOfAUnit, nullptr, nullptr);
  narrow.resize(static_cast<std::size_t>(bytes));
  return narrow;
}

}  // namespace provider::base
