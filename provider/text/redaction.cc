// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/text/redaction.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "provider/text/canonical_text.h"
#include "provider/text/unescape.h"
#include "provider/text/utf8.h"

namespace provider::text {
namespace {

constexpr std::size_t kLongestSecret = 64U << 10;  // HTTP library accepts 256 KiB of headers
constexpr std::string_view kMask = "(sensitive value)";
constexpr std::string_view kEllipsis = "\u2026";
constexpr int kEscapeLevels = 2;
// 16 bytes of a secret are at least 20 characters of base64. Among these, 16 that start at a
// multiple of 5 are a known part.
constexpr std::size_t kBase64Step = 5;
// Canonical bytes before a cut that may be the beginning of a secret: 15 bytes, which are too few
// to be recognised, and incomplete pieces of two nested escapes.
constexpr std::size_t kMargin = 40;

// Finds where a text contains secrets.
class Search {
 public:
  Search(const SecretIndex& index, std::string_view text) : index_(index), margin_(text.size()) {
    const MappedText whole(text);
    Run(whole, kEscapeLevels);
    if (const auto joined = Unescaped(whole, Escapes::kLines)) Run(*joined, kEscapeLevels);
  }

  [[nodiscard]] const std::vector<Span>& spans() const { return spans_; }
  // Where the last kMargin bytes begin, however they are escaped.
  [[nodiscard]] std::size_t margin() const { return margin_; }

 private:
  // Searches the text, and the text with the escapes of one format, or of all, undone. One format
  // at a time restores a text that was escaped as a whole exactly, whatever surrounds the secret.
  // Undoing all at once would take the "%41" of `{"a":"x\/%4"}1` for an escape.
  void Run(const MappedText& unsqueezed, int levels) {
    const MappedText text = Squeezed(unsqueezed);
    Find(text);
    if (levels == 0) return;
    int formats = 0;
    const auto undo = [&](Escapes escapes) {
      const auto undone = Unescaped(text, escapes);
      if (!undone) return;
      ++formats;
      Run(*undone, levels - 1);
    };
    for (const auto each : {Escapes::kPercent, Escapes::kJson, Escapes::kHtml}) undo(each);
    if (formats > 1) undo(Escapes::kAll);
  }

  void Find(const MappedText& text) {
    const CanonicalText canonical(text.bytes);
    std::vector<Span> found;
    index_.Find(canonical, found);
    for (const auto& [begin, end] : found) {
      spans_.emplace_back(text.begin[begin], text.end[end - 1]);
    }
    const std::size_t size = canonical.at.size();
    if (size == 0) return;
    margin_ = size <= kMargin ? 0 : std::min(margin_, text.begin[canonical.at[size - kMargin]]);
  }

  const SecretIndex& index_;
  std::vector<Span> spans_;
  std::size_t margin_;
};

// Returns `text` up to `text_end`, with the spans masked.
std::string Masked(std::string_view text, std::vector<Span> spans, std::size_t text_end) {
  std::sort(spans.begin(), spans.end());
  std::string masked;
  std::size_t shown = 0;  // everything before is written or masked
  for (auto span = spans.begin(); span != spans.end() && span->first < text_end;) {
    auto [begin, end] = *span;
    while (++span != spans.end() && span->first < end) end = std::max(end, span->second);
    masked += text.substr(shown, begin - shown);
    masked += kMask;
    shown = end;
  }
  if (shown < text_end) masked += text.substr(shown, text_end - shown);
  return masked;
}

// Returns valid UTF-8, with one space for each run of blanks.
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
  std::size_t last_that_fits = 0;  // end of the first max_length - 1 code points
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

// A gateway that echoes a request shows its signature, which is valid for a quarter of an hour.
std::string WithoutSignatures(std::string text) {
  constexpr std::string_view kName = "Signature=";
  constexpr std::size_t kShortest = 32;  // an HMAC has 64 hexadecimal digits
  for (auto at = text.find(kName); at != std::string::npos; at = text.find(kName, at)) {
    at += kName.size();
    const auto end = std::min(text.find_first_not_of("0123456789abcdefABCDEF", at), text.size());
    if (end - at >= kShortest) text.replace(at, end - at, kMask);
  }
  return text;
}

}  // namespace

SecretRegistry& SecretRegistry::Process() {
  static auto& registry = *new SecretRegistry;  // outlives threads that log during exit
  return registry;
}

void SecretRegistry::Add(std::string_view secret) {
  secret = secret.substr(0, kLongestSecret);
  MappedText form = Squeezed(MappedText(secret));
  const CanonicalText canonical(form.bytes);
  if (canonical.bytes.size() < SecretIndex::kShortest) return;
  const std::lock_guard lock(mutex_);
  index_.Add(canonical);
  for (std::size_t offset = 0; offset < 3; ++offset) {
    index_.Add(CanonicalText(Base64Inside(secret, offset)), kBase64Step);
  }
  // If a value itself looks escaped, also adds what a search would turn it into.
  for (int level = 0; level < kEscapeLevels; ++level) {
    const auto undone = Unescaped(form, Escapes::kAll);
    if (!undone) break;
    form = Squeezed(*undone);
    index_.Add(CanonicalText(form.bytes));
  }
}

std::string SecretRegistry::Strip(std::string_view text) const {
  const std::lock_guard lock(mutex_);
  if (index_.empty()) return std::string(text);
  return Masked(text, Search(index_, text).spans(), text.size());
}

std::string SecretRegistry::StripBeginning(std::string_view text) const {
  const std::lock_guard lock(mutex_);
  const Search search(index_, text);
  return Masked(text, search.spans(), search.margin());
}

std::string CleanForeignText(std::string_view text, std::size_t max_length) {
  const auto& secrets = SecretRegistry::Process();
  const auto most = ForeignTextBytes(max_length);
  if (text.size() <= most) {
    return Cut(Folded(WithoutSignatures(secrets.Strip(text))), max_length);
  }
  const auto beginning = Folded(WithoutSignatures(secrets.StripBeginning(text.substr(0, most))));
  return Cut(beginning + std::string(kEllipsis), max_length);
}

}  // namespace provider::text
