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

// Searches the text, and what it becomes when the escapes of one format, or all of them, are
// undone. One format at a time: a text that was escaped whole is then what it was, to the byte,
// whatever stands around the secret. All at once would read the "%41" of `{"a":"x\/%4"}1` as an
// escape.
void Search(const MappedText& text, const std::vector<std::string>& secrets, int levels,
            std::vector<Span>& spans) {
  FindSecrets(text, secrets, spans);
  if (levels == 0) return;
  int formats = 0;
  const auto undo = [&](Escapes escapes) {
    MappedText undone = text;
    if (!Unescape(undone, escapes)) return;
    ++formats;
    Search(undone, secrets, levels - 1, spans);
  };
  for (const auto each : {Escapes::kPercent, Escapes::kJson, Escapes::kHtml}) undo(each);
  if (formats > 1) undo(Escapes::kAll);
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

// Valid UTF-8, with one space for each run of blanks.
std::string Folded(std::string_view text) {
  std::string folded;
  bool after_blank = false;
  while (!text.empty()) {
    const auto [value, bytes] = DecodeUtf8(text);
    text.remove_prefix(bytes);
    const bool blank = IsBlank(value);
    if (!blank || !after_blank) AppendUtf8(folded, blank ? U' ' : value);
    after_blank = blank;
  }
  return folded;
}

std::string Cut(std::string text, std::size_t max_length) {
  std::size_t length = 0;
  std::size_t last_that_fits = 0;  // bytes of the first max_length - 1 code points
  for (std::size_t at = 0; at < text.size(); ++length) {
    if (length + 1 == max_length) last_that_fits = at;
    if (length == max_length) {
      text.resize(last_that_fits);
      return text += kEllipsis;
    }
    at += DecodeUtf8(std::string_view(text).substr(at)).length;
  }
  return text;
}

}  // namespace

SecretRegistry& SecretRegistry::Process() {
  static auto& registry = *new SecretRegistry;  // outlives threads that log while the process ends
  return registry;
}

void SecretRegistry::Add(std::string_view secret) {
  // A value that itself looks escaped is also known by what Unescape makes of it in a text, and one
  // with blanks by what CleanForeignText makes of it.
  MappedText form(secret);
  const std::lock_guard lock(mutex_);
  for (int level = 0; form.bytes.size() >= kShortestSecret; ++level) {
    for (const auto& text : {form.bytes, Folded(form.bytes)}) {
      auto known = FoldPlus(text);
      if (known.size() >= kShortestSecret &&
          std::find(secrets_.begin(), secrets_.end(), known) == secrets_.end()) {
        secrets_.push_back(std::move(known));
      }
    }
    if (level == kEscapeLevels || !Unescape(form)) break;
  }
}

std::string SecretRegistry::Strip(std::string_view text) const {
  std::vector<Span> spans;
  {
    const std::lock_guard lock(mutex_);
    if (secrets_.empty()) return std::string(text);
    Search(MappedText(text), secrets_, kEscapeLevels, spans);
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
  const auto& secrets = SecretRegistry::Process();
  // Twice: a secret with a blank in it may stand in the text with a line break there, and is itself
  // only when the blanks are folded.
  return Cut(secrets.Strip(Folded(secrets.Strip(text))), max_length);
}

}  // namespace provider::base
