// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Files as something that is passed in: tests have none, and none is read without a bound.

#pragma once

#include <cstddef>
#include <string>

#include <tl/expected.hpp>

namespace provider::base {

struct FileError {
  std::string phrase;  // follows the path: "does not exist", "is larger than 64 KiB"
  bool is_missing = false;
};

// Thread safe.
class FileReader {
 public:
  virtual ~FileReader() = default;

  // The whole file, of at most `limit` bytes.
  [[nodiscard]] virtual tl::expected<std::string, FileError> Read(const std::string& path,
                                                                  std::size_t limit) const = 0;
};

// The machine's files. Only regular ones: a pipe that nobody writes to must not stop a read.
class SystemFileReader final : public FileReader {
 public:
  [[nodiscard]] tl::expected<std::string, FileError> Read(const std::string& path,
                                                          std::size_t limit) const override;
};

}  // namespace provider::base
