// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// One regular file of the machine, open for reading. regular_file_posix.cc and
// regular_file_windows.cc implement it.
//
// Opening never waits, as it would for a pipe without a writer, and child processes do not inherit
// the file.

#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <utility>

#include <tl/expected.hpp>

#include "provider/base/file_reader.h"

namespace provider::base {

// Used by one thread.
class RegularFile {
 public:
  // `path` is UTF-8 and holds no null byte. On Windows it may be longer than MAX_PATH.
  [[nodiscard]] static tl::expected<RegularFile, FileError> Open(const std::string& path);

  RegularFile(RegularFile&& other) noexcept : handle_(std::exchange(other.handle_, kClosed)) {}
  RegularFile& operator=(RegularFile&&) = delete;
  RegularFile(const RegularFile&) = delete;
  RegularFile& operator=(const RegularFile&) = delete;
  ~RegularFile();

  // The number of bytes read into `buffer`, which must not be empty. 0 at the end of the file.
  [[nodiscard]] tl::expected<std::size_t, FileError> Read(std::span<char> buffer);

 private:
  static constexpr std::intptr_t kClosed = -1;
  explicit RegularFile(std::intptr_t handle) : handle_(handle) {}

  std::intptr_t handle_;  // a descriptor, or a HANDLE of Windows
};

}  // namespace provider::base
