// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Source: CreateFileW, GetFileType and "Maximum Path Length Limitation" of the Win32 reference.

#include <algorithm>
#include <string_view>

#include <fmt/format.h>
#include <windows.h>

#include "provider/base/regular_file.h"
#include "provider/base/utf16_windows.h"

namespace provider::base {
namespace {

HANDLE HandleOf(std::intptr_t number) { return reinterpret_cast<HANDLE>(number); }

// Its own words: those of Windows are in the language of the user.
tl::unexpected<FileError> BecauseOf(DWORD error) {
  switch (error) {
    case ERROR_FILE_NOT_FOUND:
    case ERROR_PATH_NOT_FOUND:
    case ERROR_INVALID_NAME:
    case ERROR_BAD_PATHNAME:
    case ERROR_INVALID_DRIVE:
    case ERROR_BAD_NETPATH:
    case ERROR_BAD_NET_NAME:
    case ERROR_DIRECTORY:
      return tl::unexpected(FileError{"does not exist", /*is_missing=*/true});
    case ERROR_ACCESS_DENIED:
      return tl::unexpected(FileError{"cannot be read: Permission denied"});
    case ERROR_SHARING_VIOLATION:
    case ERROR_LOCK_VIOLATION:
      return tl::unexpected(FileError{"cannot be read: Another program has it open"});
    case ERROR_TOO_MANY_OPEN_FILES:
      return tl::unexpected(FileError{"cannot be read: Too many open files"});
    default:
      return tl::unexpected(FileError{fmt::format("cannot be read: Windows error {}", error)});
  }
}

// Windows takes a path of MAX_PATH and more only if it is absolute and begins with "\\?\".
std::wstring WithoutLimit(std::wstring path) {
  if (path.size() < MAX_PATH - 1) return path;
  const DWORD size = ::GetFullPathNameW(path.c_str(), 0, nullptr, nullptr);
  std::wstring full(size, L'\0');
  full.resize(std::min(::GetFullPathNameW(path.c_str(), size, full.data(), nullptr), size));
  constexpr std::wstring_view kShare = L"\\\\";
  if (full.starts_with(L"\\\\?\\") || full.starts_with(L"\\\\.\\")) return full;
  if (full.starts_with(kShare)) return L"\\\\?\\UNC\\" + full.substr(kShare.size());
  return L"\\\\?\\" + full;
}

}  // namespace

tl::expected<RegularFile, FileError> RegularFile::Open(const std::string& path) {
  const auto wide = WithoutLimit(Utf16FromUtf8(path));
  // Others may write, rename and delete the file meanwhile, as on other systems. Without
  // FILE_FLAG_BACKUP_SEMANTICS a folder would count as one that permits nothing.
  // SECURITY_ANONYMOUS: if the path leads to a pipe, its owner cannot act as this user.
  const HANDLE handle = ::CreateFileW(
      wide.c_str(), GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, nullptr,
      OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS | SECURITY_SQOS_PRESENT | SECURITY_ANONYMOUS,
      nullptr);
  if (handle == INVALID_HANDLE_VALUE) return BecauseOf(::GetLastError());
  RegularFile file(reinterpret_cast<std::intptr_t>(handle));
  BY_HANDLE_FILE_INFORMATION facts{};
  const bool is_regular = ::GetFileType(handle) == FILE_TYPE_DISK &&
                          ::GetFileInformationByHandle(handle, &facts) != 0 &&
                          (facts.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) == 0;
  if (!is_regular) return tl::unexpected(FileError{"is not a regular file"});
  return file;
}

RegularFile::~RegularFile() {
  if (handle_ != kClosed) ::CloseHandle(HandleOf(handle_));
}

tl::expected<std::size_t, FileError> RegularFile::Read(std::span<char> buffer) {
  DWORD size = 0;
  if (::ReadFile(HandleOf(handle_), buffer.data(), static_cast<DWORD>(buffer.size()), &size,
                 nullptr) == 0) {
    return BecauseOf(::GetLastError());
  }
  return size;
}

}  // namespace provider::base
