// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Files that exist only in a test, and a list of those that were read.

#pragma once

#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "provider/base/file_reader.h"

namespace provider::testing {

// Thread safe.
class FakeFiles final : public base::FileReader {
 public:
  FakeFiles() = default;
  explicit FakeFiles(std::map<std::string, std::string> contents)
      : contents_(std::move(contents)) {}

  void Write(const std::string& path, std::string content) {
    const std::lock_guard lock(mutex_);
    contents_[path] = std::move(content);
  }
  [[nodiscard]] std::vector<std::string> reads() const {
    const std::lock_guard lock(mutex_);
    return reads_;
  }

  [[nodiscard]] tl::expected<std::string, base::FileError> Read(const std::string& path,
                                                                std::size_t limit) const override {
    const std::lock_guard lock(mutex_);
    reads_.push_back(path);
    const auto found = contents_.find(path);
    if (found == contents_.end()) return tl::unexpected<base::FileError>({"does not exist", true});
    if (found->second.size() > limit)
      return tl::unexpected<base::FileError>({"is larger than allowed"});
    return found->second;
  }

 private:
  mutable std::mutex mutex_;
  std::map<std::string, std::string> contents_;
  mutable std::vector<std::string> reads_;
};

}  // namespace provider::testing
