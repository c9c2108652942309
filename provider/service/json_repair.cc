// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/service/json_repair.h"

#include <algorithm>
#include <cstddef>

#include <nlohmann/json.hpp>

#include "provider/text/ascii.h"
#include "provider/text/utf8.h"

namespace provider::service {
namespace {

enum class Encoding {
  kBytes,  // as JSON is read: a backslash is a backslash
  kPairs,  // as in GBK or Big5, where the second byte of a character may be a backslash
};

unsigned char Byte(char c) { return static_cast<unsigned char>(c); }

bool IsOdd(char c) { return Byte(c) < 0x20 || Byte(c) >= 0x80 || c == '\\'; }

bool IsSecondOfPair(char c) { return Byte(c) >= 0x40 && Byte(c) != 0x7F && Byte(c) != 0xFF; }

class Repair {
 public:
  Repair(std::string_view json, Encoding encoding)
      : rest_(json), kept_(json.substr(0, 0)), encoding_(encoding) {}

  // nullopt: nothing had to be changed.
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

  // The "\u12AB" at `at`.
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
  // One U+FFFD for what stands together.
  void ReplaceRun(std::size_t count) {
    const bool goes_on = kept_.empty() && run_end_ == repaired_.size();
    Replace(count, goes_on ? "" : "\uFFFD");
    run_end_ = repaired_.size();
  }

  static constexpr std::size_t kUnitLength = 6;

  std::string_view rest_;
  std::string_view kept_;  // before `rest_`, as it is, and not yet in `repaired_`
  const Encoding encoding_;
  std::string repaired_;
  std::size_t run_end_ = std::string::npos;  // in `repaired_`
  bool changed_ = false;
};

}  // namespace

std::optional<std::string> RepairJsonTexts(std::string_view json) {
  if (std::ranges::none_of(json, IsOdd)) return std::nullopt;
  auto repaired = Repair(json, Encoding::kBytes).Run();
  if (!repaired || nlohmann::json::accept(*repaired)) return repaired;
  // Only now: a service that writes Latin-1 and escapes correctly must not be read in pairs.
  auto in_pairs = Repair(json, Encoding::kPairs).Run();
  return in_pairs && nlohmann::json::accept(*in_pairs) ? in_pairs : repaired;
}

}  // namespace provider::service
