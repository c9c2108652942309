// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// What a test may change while the stand-in runs: POST /_control/set.
//
// | field             | values                                                                   |
// |-------------------|--------------------------------------------------------------------------|
// | metadata          | "token": the metadata service wants a token first; "plain": it has none; |
// |                   | "no-agency": the machine has no agency; "absent": no such service        |
// | temporary_seconds | life of temporary keys from now on; 0: as the caller requests            |
// | token_seconds     | life of tokens from now on                                               |
// | sts               | false: the region has no STS                                             |
// A field of another name or type is refused, because a test with a typo must not pass.

#pragma once

#include <chrono>
#include <mutex>
#include <optional>
#include <string>

namespace standin {

enum class MetadataMode { kToken, kPlain, kNoAgency, kAbsent };

[[nodiscard]] std::optional<MetadataMode> ParseMetadataMode(const std::string& name);

struct Settings {
  MetadataMode metadata = MetadataMode::kToken;
  std::chrono::seconds temporary_life{0};  // 0: as the caller requests
  std::chrono::seconds token_life{24 * 3600};
  bool sts = true;
};

// Thread safe.
class SettingsInUse {
 public:
  explicit SettingsInUse(Settings at_start);

  [[nodiscard]] Settings Get() const;
  // Applies a whole POST /_control/set body, or nothing and returns what is wrong with it.
  [[nodiscard]] std::optional<std::string> Change(const std::string& body);
  void Reset();

 private:
  const Settings at_start_;
  mutable std::mutex mutex_;
  Settings now_;
};

}  // namespace standin
