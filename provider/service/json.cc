// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/service/json.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <set>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "provider/text/ascii.h"
#include "provider/text/utf8.h"

namespace provider::service {
namespace {

enum class Encoding {
  kBytes,  // as in JSON: a backslash is a backslash
  kPairs,  // as in GBK or Big5, where the second byte of a character may be a backslash
};

unsigned char Byte(char c) { return static_cast<unsigned char>(c); }

bool IsOdd(char c) { return Byte(c) < 0x20 || Byte(c) >= 0x80 || c == '\\'; }

bool IsSecondOfPair(char c) { return Byte(c) >= 0x40 && Byte(c) != 0x7F && Byte(c) != 0xFF; }

class Repair {
 public:
  Repair(std::string_view json, Encoding encoding)
      : rest_(json), kept_(json.substr(0, 0)), encoding_(encoding) {}

  // nullopt if no change was needed.
  std::optional<std::string> Run() {
    bool in_string = false;
    while (!rest_.empty()) {
      const char c = rest_.front();
      if (c == '"') in_string = !in_string;
      if (!in_string || !IsOdd(c)) {
        Keep(1);
      } else if (c == '\\') {
        TakeEscape();
      } else if (Byte(c) < 0x20) {
        Replace(1, " ");
      } else {
        TakeCharacter();
      }
    }
    if (!changed_) return std::nullopt;
    repaired_ += kept_;
    return std::move(repaired_);
  }

 private:
  void TakeEscape() {
    if (const auto unit = CodeUnit()) {
      const bool is_low = *unit >= 0xDC00 && *unit <= 0xDFFF;
      const bool is_high = *unit >= 0xD800 && *unit <= 0xDBFF;
      if (!is_low && !is_high) return Keep(kUnitLength);
      const auto next = is_high ? CodeUnit(kUnitLength) : std::nullopt;
      if (next && *next >= 0xDC00 && *next <= 0xDFFF) return Keep(2 * kUnitLength);
      return ReplaceRun(kUnitLength);
    }
    const bool is_known =
        rest_.size() > 1 && std::string_view("\"\\/bfnrt").find(rest_[1]) != std::string_view::npos;
    if (is_known) return Keep(2);
    Replace(1, R"(\\)");
  }

  // The code unit of an escape such as "\u12AB" at `at`.
  [[nodiscard]] std::optional<unsigned> CodeUnit(std::size_t at = 0) const {
    const auto escape = rest_.substr(std::min(at, rest_.size()), kUnitLength);
    if (escape.size() < kUnitLength || !escape.starts_with("\\u")) return std::nullopt;
    return text::ParseInteger<unsigned>(escape.substr(2), 16);
  }

  void TakeCharacter() {
    const auto [value, length] = text::DecodeUtf8(rest_);
    const bool is_valid = value != text::kReplacementCharacter || length > 1;
    if (is_valid) return Keep(length);
    const bool is_pair =
        encoding_ == Encoding::kPairs && rest_.size() > 1 && IsSecondOfPair(rest_[1]);
    ReplaceRun(is_pair ? 2 : 1);
  }

  void Keep(std::size_t count) {
    kept_ = {kept_.data(), kept_.size() + count};
    rest_.remove_prefix(count);
  }
  void Replace(std::size_t count, std::string_view with) {
    repaired_ += kept_;
    repaired_ += with;
    rest_.remove_prefix(count);
    kept_ = rest_.substr(0, 0);
    changed_ = true;
  }
  // Writes one U+FFFD for a whole run of invalid bytes.
  void ReplaceRun(std::size_t count) {
    const bool goes_on = kept_.empty() && run_end_ == repaired_.size();
    Replace(count, goes_on ? "" : "\uFFFD");
    run_end_ = repaired_.size();
  }

  static constexpr std::size_t kUnitLength = 6;

  std::string_view rest_;
  std::string_view kept_;  // the unchanged text before `rest_`, not yet in `repaired_`
  const Encoding encoding_;
  std::string repaired_;
  std::size_t run_end_ = std::string::npos;  // in `repaired_`
  bool changed_ = false;
};

// Counts brackets, commas and the bytes of strings before anything is built. For text that is not
// JSON the counts mean nothing, but the parser refuses it afterwards.
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

// Returns the text to parse: `text`, or its repaired form, which is kept in `repaired`.
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
  // The parser treats a NUL as the end of the text and would ignore what follows.
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

std::optional<std::string> RepairJsonTexts(std::string_view json) {
  if (std::ranges::none_of(json, IsOdd)) return std::nullopt;
  auto repaired = Repair(json, Encoding::kBytes).Run();
  if (!repaired || nlohmann::json::accept(*repaired)) return repaired;
  // Only if the first repair failed: otherwise Latin-1 text with correct escapes would be read in
  // pairs.
  auto in_pairs = Repair(json, Encoding::kPairs).Run();
  return in_pairs && nlohmann::json::accept(*in_pairs) ? in_pairs : repaired;
}

const nlohmann::json& MemberAt(const nlohmann::json& value, const char* key) {
  static const nlohmann::json nothing;
  if (!value.is_object()) return nothing;
  const auto found = value.find(key);
  return found == value.end() ? nothing : *found;
}

std::string StringAt(const nlohmann::json& value, const char* key) {
  const auto& member = MemberAt(value, key);
  return member.is_string() ? member.get<std::string>() : std::string();
}

}  // namespace provider::service
