// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// A folder for one test: ctest runs the cases of one binary in parallel.

#pragma once

#include <filesystem>
#include <fstream>
#include <random>
#include <string>
#include <system_error>

namespace provider::testing {

class TempFolder {
 public:
  TempFolder() {
    namespace fs = std::filesystem;
    std::random_device random;
    do {
      path_ = fs::temp_directory_path() / ("cts-test-" + std::to_string(random()));
    } while (!fs::create_directory(path_));  // false if another test has it
    fs::permissions(path_, fs::perms::owner_all);
  }
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;
  ~TempFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

  // Writes a file, creates its folders, and returns its path.
  [[nodiscard]] std::string Write(const std::string& name, const std::string& text) const {
    const auto path = (path_ / name).make_preferred();
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << text;
    return path.string();
  }

 private:
  std::filesystem::path path_;
};

}  // namespace provider::testing
