// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/service/bounded_json.h"

#include <optional>
#include <set>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "provider/service/json_repair.h"

namespace provider::service {
namespace {

// Counts brackets, commas and the bytes of strings before anything is built. On text that is no
// JSON the counts mean nothing, and the parser says so after.
tl::expected<void, std::string> CheckLimits(std::string_view text, const JsonLimits& limits) {
  std::size_t depth = 0;
  std::size_t values = 1;
  bool in_string = false;
  std::size_t string_begin = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string) {
      if (i - string_begin > limits.text) {
        return tl::unexpected(fmt::format("holds a text of more than {} bytes", limits.text));
      }
      if (c == '\\') ++i;
      if (c == '"') in_string = false;
      continue;
    }
    if (c == '"') {
      in_string = true;
      string_begin = i + 1;
    }
    if (c == '[' || c == '{') ++depth;
    if ((c == ']' || c == '}') && depth > 0) --depth;
    if (c == '[' || c == '{' || c == ',') ++values;
    if (depth > limits.depth) {
      return tl::unexpected(fmt::format("nests deeper than {} levels", limits.depth));
    }
    if (values > limits.values) {
      return tl::unexpected(fmt::format("holds more than {} values", limits.values));
    }
  }
  return {};
}

// What is to be parsed: `text`, or what it becomes in `repaired`.
tl::expected<std::string_view, std::string> Prepare(std::string_view text, const JsonLimits& limits,
                                                    std::optional<std::string>& repaired) {
  if (auto within = CheckLimits(text, limits); !within) return tl::unexpected(within.error());
  if (limits.repair_texts) repaired = RepairJsonTexts(text);
  if (repaired) {
    text = *repaired;
    if (auto within = CheckLimits(text, limits); !within) return tl::unexpected(within.error());
  }
  if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) {
    return tl::unexpected<std::string>("is empty");
  }
  // The parser takes a NUL for the end of the text, and would never see what follows.
  if (text.find('\0') != std::string_view::npos) return tl::unexpected<std::string>("is not JSON");
  return text;
}

}  // namespace

tl::expected<nlohmann::json, std::string> ParseBoundedJson(std::string_view text,
                                                           const JsonLimits& limits) {
  using nlohmann::json;
  std::optional<std::string> repaired;
  const auto prepared = Prepare(text, limits, repaired);
  if (!prepared) return tl::unexpected(prepared.error());
  std::vector<std::set<std::string, std::less<>>> keys(limits.depth + 1);  // by depth
  bool repeated = false;
  const auto watch = [&](int depth, json::parse_event_t event, json& parsed) {
    const auto level = static_cast<std::size_t>(depth);
    if (event == json::parse_event_t::object_start) keys[level + 1].clear();
    if (event == json::parse_event_t::key &&
        !keys[level].insert(parsed.get_ref<const std::string&>()).second) {
      repeated = true;
    }
    return true;
  };
  json document =
      json::parse(prepared->begin(), prepared->end(), watch, /*allow_exceptions=*/false);
  if (document.is_discarded()) return tl::unexpected<std::string>("is not JSON");
  if (repeated) return tl::unexpected<std::string>("has the same key twice in one object");
  return document;
}

tl::expected<void, std::string> ReadBoundedJson(std::string_view text,
                                                nlohmann::json_sax<nlohmann::json>& events,
                                                const JsonLimits& limits) {
  std::optional<std::string> repaired;
  const auto prepared = Prepare(text, limits, repaired);
  if (!prepared) return tl::unexpected(prepared.error());
  nlohmann::json::sax_parse(prepared->begin(), prepared->end(), &events);
  return {};
}

}  // namespace provider::service
