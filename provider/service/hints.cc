// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/service/hints.h"

#include <span>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "provider/base/embedded_file.h"
#include "provider/text/ascii.h"

namespace provider::service {

extern const std::span<const base::EmbeddedFile> kHintFiles;

namespace {

struct MessageHint {
  std::string code;      // in lower case
  std::string contains;  // in lower case
  std::string hint;
};

struct CallHints {
  std::vector<MessageHint> messages;  // the first match is used
  HintTable codes;
  HintTable statuses;
};

// Parsed when an error first needs a hint, not at start-up.
const nlohmann::json& Document() {
  static const auto document = nlohmann::json::parse(kHintFiles.front().content);
  return document;
}

std::vector<MessageHint> ReadMessages(const nlohmann::json& array) {
  std::vector<MessageHint> hints;
  for (const auto& entry : array) {
    hints.push_back({text::AsciiLower(entry.at("code").get_ref<const std::string&>()),
                     text::AsciiLower(entry.at("contains").get_ref<const std::string&>()),
                     entry.at("hint").get<std::string>()});
  }
  return hints;
}

const CallHints& Hints() {
  static const CallHints hints{.messages = ReadMessages(Document().at("calls").at("messages")),
                               .codes = ReadHintTable("calls", "codes"),
                               .statuses = ReadHintTable("calls", "statuses")};
  return hints;
}

}  // namespace

HintTable ReadHintTable(const char* section, const char* name) {
  HintTable table;
  for (const auto& [code, sentence] : Document().at(section).at(name).items()) {
    table.emplace(text::AsciiLower(code), sentence.get<std::string>());
  }
  return table;
}

std::string FindHint(const HintTable& table, std::string_view code) {
  const auto found = table.find(text::AsciiLower(code));
  return found == table.end() ? std::string() : found->second;
}

bool HasHintForCode(std::string_view code) {
  return Hints().codes.contains(text::AsciiLower(code));
}

std::string HintForCall(std::string_view code, std::string_view message, int http_status) {
  const std::string lower_message = text::AsciiLower(message);
  for (const auto& known : Hints().messages) {
    if (text::EqualsIgnoringCase(known.code, code) &&
        lower_message.find(known.contains) != std::string::npos) {
      return known.hint;
    }
  }
  std::string hint = FindHint(Hints().codes, code);
  if (hint.empty()) hint = FindHint(Hints().statuses, fmt::format("{}", http_status));
  if (hint.empty()) hint = FindHint(Hints().statuses, fmt::format("{}xx", http_status / 100));
  return hint;
}

}  // namespace provider::service
