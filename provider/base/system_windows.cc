// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Source: the reference of the Win32 API and of the Universal C Runtime.

#include <algorithm>
#include <cstdlib>
#include <memory>

#include <windows.h>

#include "provider/base/machine_limit.h"
#include "provider/base/system.h"
// After windows.h, whose types it uses.
#include <io.h>
#include <ntsecapi.h>

#include "provider/base/free_by.h"
#include "provider/base/utf16_windows.h"

namespace provider::base {

const Conventions& SystemConventions() { return kWindowsConventions; }

const MachineLimits& SystemLimits() { return kWindowsLimits; }

std::vector<std::pair<std::string, std::string>> EnvironmentVariables() {
  std::vector<std::pair<std::string, std::string>> variables;
  const std::unique_ptr<wchar_t, FreeBy<FreeEnvironmentStringsW>> block(::GetEnvironmentStringsW());
  if (!block) return variables;
  for (const wchar_t* entry = block.get(); *entry != L'\0';) {
    const std::wstring_view text(entry);
    entry += text.size() + 1;
    // "=C:=C:\folder" is the current folder of a drive, not a variable.
    const auto equals = text.find(L'=');
    if (equals == std::wstring_view::npos || equals == 0) continue;
    variables.emplace_back(Utf8FromUtf16(text.substr(0, equals)),
                           Utf8FromUtf16(text.substr(equals + 1)));
  }
  return variables;
}

void RemoveEnvironmentVariable(const char* name) {
  ::_putenv_s(name, "");  // removes it from the process too, if the C library knows it
  ::SetEnvironmentVariableW(Utf16FromUtf8(name).c_str(), nullptr);
}

// RtlGenRandom, because BCryptGenRandom is in a DLL that would be loaded at each start. Microsoft
// warns that it may go away; rand_s of the C library is documented to use it, too.
bool FillWithRandomBytes(std::span<unsigned char> bytes) {
  constexpr std::size_t kMostAtOnce = 1U << 30;  // the function takes a ULONG
  while (!bytes.empty()) {
    const auto piece = bytes.first(std::min(bytes.size(), kMostAtOnce));
    if (::RtlGenRandom(piece.data(), static_cast<ULONG>(piece.size())) == FALSE) return false;
    bytes = bytes.subspan(piece.size());
  }
  return true;
}

// Writes to the handle: _write would change line ends unless the descriptor is in binary mode.
bool WriteAll(int descriptor, std::string_view bytes) {
  const auto number = ::_get_osfhandle(descriptor);
  constexpr std::intptr_t kNotOpen = -1;
  constexpr std::intptr_t kNoStream = -2;  // a process without a console
  if (number == kNotOpen || number == kNoStream) return false;
  constexpr std::size_t kMostAtOnce = 1U << 20;
  while (!bytes.empty()) {
    const auto size = static_cast<DWORD>(std::min(bytes.size(), kMostAtOnce));
    DWORD written = 0;
    if (::WriteFile(reinterpret_cast<HANDLE>(number), bytes.data(), size, &written, nullptr) == 0 ||
        written == 0) {
      return false;
    }
    bytes.remove_prefix(written);
  }
  return true;
}

}  // namespace provider::base
