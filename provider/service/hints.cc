// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/service/hints.h"

#include <functional>
#include <map>
#include <span>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "provider/base/embedded_file.h"
#include "provider/text/ascii.h"

namespace provider::service {

extern const std::span<const base::EmbeddedFile> kHintFiles;

namespace {

using Table = std::map<std::string, std::string, std::less<>>;  // keys in lower case

struct MessageHint {
  std::string code;      // in lower case
  std::string contains;  // likewise
  std::string hint;
};

struct HintTables {
  std::vector<MessageHint> call_messages;  // the first that fits counts
  Table call_codes;
  Table call_statuses;
  Table check_codes;
  Table check_statuses;
  Table bucket_codes;
  Table bucket_codes_with_key;  // where a key makes a difference
};

Table ReadTable(const nlohmann::json& object) {
  Table table;
  for (const auto& [code, sentence] : object.items()) {
    table.emplace(text::AsciiLower(code), sentence.get<std::string>());
  }
  return table;
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

// Parsed when the first error needs a hint, never at start-up.
const HintTables& Tables() {
  static const HintTables tables = [] {
    const auto document = nlohmann::json::parse(kHintFiles.front().content);
    const auto& calls = document.at("calls");
    const auto& checks = document.at("checks");
    const auto& buckets = document.at("buckets");
    return HintTables{.call_messages = ReadMessages(calls.at("messages")),
                      .call_codes = ReadTable(calls.at("codes")),
                      .call_statuses = ReadTable(calls.at("statuses")),
                      .check_codes = ReadTable(checks.at("codes")),
                      .check_statuses = ReadTable(checks.at("statuses")),
                      .bucket_codes = ReadTable(buckets.at("codes")),
                      .bucket_codes_with_key = ReadTable(buckets.at("codes_with_key"))};
  }();
  return tables;
}

std::string Find(const Table& table, std::string_view key) {
  const auto found = table.find(key);
  return found == table.end() ? std::string() : found->second;
}

}  // namespace

std::string HintForCall(std::string_view code, std::string_view message, int http_status) {
  const std::string lower_code = text::AsciiLower(code);
  const std::string lower_message = text::AsciiLower(message);
  for (const auto& known : Tables().call_messages) {
    if (known.code == lower_code && lower_message.find(known.contains) != std::string::npos) {
      return known.hint;
    }
  }
  std::string hint = Find(Tables().call_codes, lower_code);
  if (hint.empty()) hint = Find(Tables().call_statuses, fmt::format("{}", http_status));
  if (hint.empty()) hint = Find(Tables().call_statuses, fmt::format("{}xx", http_status / 100));
  return hint;
}

std::string HintForCheck(std::string_view code, int http_status,
                         std::string_view domain_id_source) {
  constexpr std::string_view kPlace = "{domain_id}";
  const std::string lower_code = text::AsciiLower(code);
  std::string hint = Find(Tables().check_codes, lower_code);
  if (hint.empty() && !Tables().call_codes.contains(lower_code)) {
    hint = Find(Tables().check_statuses, fmt::format("{}", http_status));
  }
  if (const auto place = hint.find(kPlace); place != std::string::npos) {
    hint.replace(
        place, kPlace.size(),
        domain_id_source.empty()
            ? ""
            : fmt::format(" Also check the account ID, which comes from {}: it must be that "
                          "of the caller's own account.",
                          domain_id_source));
  }
  return hint;
}

std::string HintForBucket(std::string_view code, bool with_key) {
  constexpr std::string_view kPrefix = "obs.";
  const std::string lower = text::AsciiLower(code);
  std::string_view suffix = lower;
  if (const auto prefix = suffix.rfind(kPrefix); prefix != std::string_view::npos) {
    suffix.remove_prefix(prefix + kPrefix.size());
  }
  std::string hint = with_key ? Find(Tables().bucket_codes_with_key, suffix) : "";
  return hint.empty() ? Find(Tables().bucket_codes, suffix) : hint;
}

}  // namespace provider::service
