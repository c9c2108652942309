// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Collects what is logged while it exists. Construct it before the objects that log: their threads
// may log until they have ended.

#pragma once

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "provider/base/log.h"
#include "tests/support/system.h"
#include "tests/support/temp_folder.h"

namespace provider::testing {

class CapturedLog {
 public:
  explicit CapturedLog(base::LogLevel level = base::LogLevel::kDebug) {
    base::ConfigureLog(level, descriptor_);
  }
  CapturedLog(const CapturedLog&) = delete;
  CapturedLog& operator=(const CapturedLog&) = delete;
  ~CapturedLog() {
    base::ConfigureLog(base::LogLevel::kOff);
    CloseDescriptor(descriptor_);
  }

  [[nodiscard]] std::string Text() const {
    std::ifstream file(path_, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }

  // The lines with that message, without the fields that every line has.
  [[nodiscard]] std::vector<nlohmann::json> Lines(const std::string& message) const {
    std::vector<nlohmann::json> lines;
    const std::string text = Text();
    for (std::size_t at = 0; at < text.size();) {
      const auto end = text.find('\n', at);
      auto line = nlohmann::json::parse(text.substr(at, end - at));
      at = end + 1;
      if (line["@message"] != message) continue;
      for (const auto* key : {"@message", "@timestamp"}) line.erase(key);
      lines.push_back(std::move(line));
    }
    return lines;
  }

 private:
  const TempFolder folder_;
  const std::filesystem::path path_ = folder_.path() / "log";
  const int descriptor_ = OpenToAppend(path_);
};

}  // namespace provider::testing
