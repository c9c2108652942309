// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Secrets in text from outside. The input: a letter for how the text is written, the secret, 0xFF,
// the text before it, 0xFF, the text after it, 0xFF, letters for how it is broken (Breaking).

#include "provider/text/redaction.h"

#include <array>

#include <nlohmann/json.hpp>

#include "provider/text/http.h"
#include "provider/text/utf8.h"
#include "tests/fuzz/clean.h"
#include "tests/fuzz/fuzz.h"

using provider::fuzz::Require;

namespace {

constexpr std::string_view kMask = "(sensitive value)";

std::string Html(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&#34;";
        break;
      case '\'':
        escaped += "&#x27;";
        break;
      default:
        escaped += c;
    }
  }
  return escaped;
}

std::string Json(std::string_view text, bool ascii) {
  const auto quoted = nlohmann::json(std::string(text))
                          .dump(-1, ' ', ascii, nlohmann::json::error_handler_t::strict);
  return quoted.substr(1, quoted.size() - 2);
}

// One way in which a service writes a whole text.
std::string Written(std::string_view text, unsigned way) {
  switch (way % 6) {
    case 1:
      return provider::text::PercentEncode(text);
    case 2:
      return Json(text, false);
    case 3:
      return Json(text, true);
    case 4:
      return Html(text);
    case 5: {
      auto form = provider::text::PercentEncode(text);
      for (std::size_t at; (at = form.find("%20")) != std::string::npos;) form.replace(at, 3, "+");
      return form;
    }
    default:
      return std::string(text);
  }
}

// What a gateway does to a text besides escaping it.
struct Breaking {
  explicit Breaking(std::string_view letters) {
    const auto letter = [letters](std::size_t i) {
      return i < letters.size() ? static_cast<unsigned char>(letters[i]) : 0U;
    };
    separator = kSeparators.at(letter(0) % kSeparators.size());
    line = 1 + letter(1) % 32;
    wraps_what_is_written = letter(2) % 2 == 1;
    base64 = letter(3) % 3;
    part_begin = letter(4);
    part_size = letter(5);
    cut = letter(6) | letter(7) << 8U;
  }

  static constexpr std::array<std::string_view, 10> kSeparators{
      "", "\n", "\r\n ", " ", "\\\n", "\u200b", "\u00ad", "\u202e", "\t\x01", "\ufe0f"};

  std::string_view separator;
  std::size_t line;            // code points between separators
  bool wraps_what_is_written;  // instead of the text to be written
  unsigned base64;             // 0: no; 1: the standard alphabet; 2: that of URLs
  std::size_t part_begin;      // of the secret, in bytes
  std::size_t part_size;       // 0: all of it
  std::size_t cut;             // where the text is cut
};

std::string Wrapped(std::string_view text, const Breaking& how) {
  std::string wrapped;
  for (std::size_t count = 0; !text.empty(); ++count) {
    if (count > 0 && count % how.line == 0) wrapped += how.separator;
    const auto length = provider::text::DecodeUtf8(text).length;
    wrapped += text.substr(0, length);
    text.remove_prefix(length);
  }
  return wrapped;
}

std::string Base64(std::string_view text, bool of_urls) {
  const std::string alphabet =
      std::string("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789") +
      (of_urls ? "-_" : "+/");
  std::string encoded;
  unsigned bits = 0;
  unsigned count = 0;
  for (const char c : text) {
    bits = bits << 8U | static_cast<unsigned char>(c);
    for (count += 8; count >= 6; count -= 6) encoded += alphabet[bits >> (count - 6) & 63U];
  }
  if (count > 0) encoded += alphabet[bits << (6 - count) & 63U];
  return encoded.append((3 - text.size() % 3) % 3, '=');
}

// What remains of a text if its wrapping, spacing and escapes are ignored.
std::string Canonical(std::string_view text) {
  std::string canonical;
  while (!text.empty()) {
    const auto [value, length] = provider::text::DecodeUtf8(text);
    text.remove_prefix(length);
    if (provider::text::IsSeparator(value) || value == '+' || value == '-' || value == '\\')
      continue;
    provider::text::AppendUtf8(canonical, value == '_' ? U'/' : value);
  }
  return canonical;
}

// The base64 of the text at offset `offset` of a longer one, without the characters at its ends,
// which also hold bits of the neighbouring bytes.
std::string Base64Core(std::string_view secret, std::size_t offset) {
  const auto encoded = Base64(std::string(offset % 3, '\0') + std::string(secret), false);
  const std::size_t begin = (8 * (offset % 3) + 5) / 6;
  const std::size_t end = 8 * (offset % 3 + secret.size()) / 6;
  return begin < end ? encoded.substr(begin, end - begin) : std::string();
}

template <typename Check>
void EachSegment(std::string_view text, const Check& check) {
  while (true) {
    const auto mask = text.find(kMask);
    check(text.substr(0, mask));
    if (mask == std::string_view::npos) return;
    text.remove_prefix(mask + kMask.size());
  }
}

// No text between the masks contains the secret.
void RequireGone(std::string_view text, std::string_view secret, std::string_view property) {
  EachSegment(text, [&](std::string_view segment) {
    Require(segment.find(secret) == std::string_view::npos, property, text);
  });
}

// No text between the masks contains `size` bytes of the secret, both canonical.
void RequireNoPart(std::string_view text, std::string_view secret, std::size_t size) {
  EachSegment(text, [&](std::string_view segment) {
    const auto canonical = Canonical(segment);
    for (std::size_t at = 0; at + size <= secret.size(); ++at) {
      Require(canonical.find(secret.substr(at, size)) == std::string::npos, "no part is left",
              text);
    }
  });
}

bool BeginsOrEndsWithSeparator(std::string_view text) {
  const auto first = provider::text::DecodeUtf8(text).value;
  auto last = text.size() - 1;
  while (last > 0 && (static_cast<unsigned char>(text[last]) & 0xC0U) == 0x80U) --last;
  return provider::text::IsSeparator(first) ||
         provider::text::IsSeparator(provider::text::DecodeUtf8(text.substr(last)).value);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace provider;
  if (size < 1) return 0;
  const unsigned way = data[0];
  fuzz::Input input(data + 1, size - 1);
  const auto secret = input.Part();
  const auto before = input.Part();
  const auto after = input.Part();
  const Breaking how(input.Rest());
  const auto canonical = Canonical(secret);
  // A secret that is part of the mask cannot be removed.
  if (canonical.size() < 4 || Canonical(kMask).find(canonical) != std::string::npos ||
      !fuzz::IsUtf8(secret) || !fuzz::IsUtf8(before) || !fuzz::IsUtf8(after)) {
    return 0;
  }
  const bool is_whole = how.part_size == 0 || how.part_begin >= secret.size();
  const auto part = is_whole ? secret : secret.substr(how.part_begin, how.part_size);
  if (!fuzz::IsUtf8(part)) return 0;

  const std::string plain = std::string(before) + std::string(part) + std::string(after);
  const auto whole = how.base64 == 0 ? plain : Base64(plain, how.base64 == 2);
  const bool wraps_first = !how.wraps_what_is_written;
  const auto once = Written(wraps_first ? Wrapped(whole, how) : whole, way % 6);
  const auto text = wraps_first ? Written(once, way / 6) : Wrapped(once, how);

  text::SecretRegistry secrets;
  secrets.Add(secret);
  const auto stripped = secrets.Strip(text);
  const auto core = Canonical(Base64Core(part, before.size()));
  const auto found = how.base64 == 0 ? Canonical(part).size() : core.size();
  const std::size_t enough = is_whole ? 4 : how.base64 == 0 ? 16 : 20;
  if (found >= enough) {
    Require(stripped.find(kMask) != std::string::npos, "a secret is found however it is written",
            text);
  }
  RequireGone(stripped, secret, "no secret is left as it is");
  RequireNoPart(stripped, canonical, 16);
  for (std::size_t offset = 0; offset < 3; ++offset) {
    RequireNoPart(stripped, Canonical(Base64Core(secret, offset)), 20);
  }
  if (how.base64 == 0 && is_whole && wraps_first) {
    const auto written = [&](std::string_view text_part) {
      return Written(Written(Wrapped(text_part, how), way % 6), way / 6);
    };
    // The text around it may look the same: the end of "%20" and "b" like the secret "0b".
    const auto needle = written(secret);
    if (written(before).find(needle) == std::string::npos &&
        written(after).find(needle) == std::string::npos) {
      RequireGone(stripped, needle, "nor as it was written");
    }
  }
  if (plain == secret && found >= enough && !BeginsOrEndsWithSeparator(secret)) {
    if (how.base64 == 0) Require(stripped == kMask, "all of it is masked", text);
    const auto beginning = secrets.StripBeginning(std::string_view(text).substr(0, how.cut));
    Require(beginning.empty() || beginning == kMask, "nothing of its beginning is left", text);
  }
  Require(stripped.size() <= text.size() + kMask.size() * text.size(), "bounded");

  // Like the process, which never forgets secrets; but only a few of them, or this would be slow.
  static int known = 0;
  if (known < 64 && secret.find_first_of("()") == std::string_view::npos) {
    ++known;
    text::SecretRegistry::Process().Add(secret);
  }
  const auto clean = text::CleanForeignText(text);
  Require(fuzz::IsClean(clean), "what is shown is clean", clean);
  if (text::SecretRegistry::Process().Strip(secret) == kMask) {
    RequireGone(clean, secret, "no secret is shown");
    RequireNoPart(clean, canonical, 16);
  }
  return 0;
}
