// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/base/redaction.h"

#include <algorithm>
#include <array>
#include <utility>

#include "provider/base/unescape.h"
#include "provider/base/utf8.h"

namespace provider::base {
namespace {

constexpr std::size_t kShortestSecret = 4;
constexpr std::string_view kMask = "(sensitive value)";
constexpr std::string_view kEllipsis = "\u2026";
constexpr int kEscapeLevels = 2;

using Span = std::pair<std::size_t, std::size_t>;  // begin and end in the original text

// Form encoding writes ' ' as '+', and a careless decoder reads '+' as ' ': secrets are compared
// with the two taken as one.
std::string FoldPlus(std::string_view text) {
  std::string folded(text);
  std::replace(folded.begin(), folded.end(), ' ', '+');
  return folded;
}

void FindSecrets(const MappedText& text, const std::vector<std::string>& secrets,
                 std::vector<Span>& spans) {
  const auto haystack = FoldPlus(text.bytes);
  for (const auto& secret : secrets) {
    // From the next byte on, not from the end of the hit: a secret may overlap itself.
    for (auto at = haystack.find(secret); at != std::string::npos;
         at = haystack.find(secret, at + 1)) {
      spans.emplace_back(text.begin[at], text.end[at + secret.size() - 1]);
    }
  }
}

struct Range {
  char32_t first;
  char32_t last;
};

template <std::size_t N>
bool In(const std::array<Range, N>& ranges, char32_t value) {
  return std::any_of(ranges.begin(), ranges.end(), [value](const Range& range) {
    return value >= range.first && value <= range.last;
  });
}

// Shown as one space: white space, and characters that steer a terminal or reorder a line.
bool IsBlank(char32_t value) {
  static constexpr std::array<Range, 14> kBlank{{
      {0x0000, 0x0020},    // C0, space
      {0x007F, 0x00A0},    // DEL, C1, no-break space
      {0x061C, 0x061C},    // Arabic letter mark (bidi)
      {0x180E, 0x180E},    // Mongolian vowel separator
      {0x1680, 0x1680},    // Ogham space
      {0x2000, 0x200B},    // spaces of any width, zero included
      {0x200E, 0x200F},    // left-to-right and right-to-left marks
      {0x2028, 0x202F},    // line and paragraph separators, bidi embeddings and overrides
      {0x205F, 0x2064},    // mathematical space, invisible operators
      {0x2066, 0x206F},    // bidi isolates, deprecated format characters
      {0x3000, 0x3000},    // ideographic space
      {0xFEFF, 0xFEFF},    // byte order mark
      {0xFFF9, 0xFFFB},    // interlinear annotation
      {0xE0000, 0xE007F},  // tags: text no one sees
  }};
  return In(kBlank, value);
}

}  // namespace

SecretRegistry& SecretRegistry::Process() {
  static auto& registry = *new SecretRegistry;  // outlives threads that log while the process ends
  return registry;
}

void SecretRegistry::Add(std::string_view secret) {
  // A value that itself looks escaped is also known by what Unescape makes of it in a text.
  MappedText form(secret);
  const std::lock_guard lock(mutex_);
  for (int level = 0; form.bytes.size() >= kShortestSecret; ++level) {
    auto folded = FoldPlus(form.bytes);
    if (std::find(secrets_.begin(), secrets_.end(), folded) == secrets_.end()) {
      secrets_.push_back(std::move(folded));
    }
    if (level == kEscapeLevels || !Unescape(form)) break;
  }
}

std::string SecretRegistry::Strip(std::string_view text) const {
  std::vector<Span> spans;
  {
    const std::lock_guard lock(mutex_);
    if (secrets_.empty()) return std::string(text);
    MappedText mapped(text);
    FindSecrets(mapped, secrets_, spans);
    for (int level = 0; level < kEscapeLevels && Unescape(mapped); ++level) {
      FindSecrets(mapped, secrets_, spans);
    }
  }
  std::sort(spans.begin(), spans.end());

  std::string stripped;
  std::size_t shown = 0;  // everything before is written or masked
  for (auto span = spans.begin(); span != spans.end();) {
    auto [begin, end] = *span;
    while (++span != spans.end() && span->first < end) end = std::max(end, span->second);
    stripped += text.substr(shown, begin - shown);
    stripped += kMask;
    shown = end;
  }
  stripped += text.substr(shown);
  return stripped;
}

std::string CleanForeignText(std::string_view text, std::size_t max_length) {
  const auto stripped = SecretRegistry::Process().Strip(text);
  std::string clean;
  std::size_t length = 0;
  std::size_t last_that_fits = 0;  // bytes of the first max_length - 1 code points
  bool after_blank = false;
  for (std::string_view rest = stripped; !rest.empty();) {
    const auto [value, bytes] = DecodeUtf8(rest);
    rest.remove_prefix(bytes);
    const bool blank = IsBlank(value);
    if (blank && after_blank) continue;
    after_blank = blank;
    if (length + 1 == max_length) last_that_fits = clean.size();
    if (length == max_length) {
      clean.resize(last_that_fits);
      clean += kEllipsis;
      return clean;
    }
    AppendUtf8(clean, blank ? U' ' : value);
    ++length;
  }
  return clean;
}

}  // namespace provider::base
