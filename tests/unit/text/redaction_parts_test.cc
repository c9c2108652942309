// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Secrets that are cut, wrapped or encoded, and texts that are too long.

#include <cctype>
#include <cstdio>
#include <ctime>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "provider/text/redaction.h"
#include "provider/text/utf8.h"

namespace provider::text {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::string_view kToken = "gQpbXktVG+/8A==xyz\"q\\r&s<t";
constexpr std::string_view kKey = "Zq0aYw1bXr2cVs3dUt4ePo5fNi6gMj7hLk8iKl9j";

std::string StripOf(std::initializer_list<std::string_view> secrets, std::string_view text) {
  SecretRegistry registry;
  for (const auto secret : secrets) registry.Add(secret);
  return registry.Strip(text);
}

std::size_t CodePoints(std::string_view text) {
  std::size_t count = 0;
  for (; !text.empty(); ++count) text.remove_prefix(DecodeUtf8(text).length);
  return count;
}

std::string PercentEncoded(std::string_view text) {
  std::string encoded;
  for (const char c : text) {
    char buffer[4];
    std::snprintf(buffer, sizeof buffer, "%%%02X",
                  static_cast<unsigned>(static_cast<unsigned char>(c)));
    const bool is_plain = std::isalnum(static_cast<unsigned char>(c)) != 0;
    encoded += is_plain ? std::string(1, c) : std::string(buffer);
  }
  return encoded;
}

// `text` with `separator` after every `length` bytes.
std::string Wrapped(std::string_view text, std::size_t length, std::string_view separator) {
  std::string wrapped;
  for (std::size_t at = 0; at < text.size(); at += length) {
    if (at > 0) wrapped += separator;
    wrapped += text.substr(at, length);
  }
  return wrapped;
}

// As coreutils' base64 writes it.
std::string Base64(std::string_view text) {
  constexpr std::string_view kAlphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string encoded;
  for (std::size_t at = 0; at < text.size(); at += 3) {
    unsigned bits = 0;
    for (std::size_t i = at; i < at + 3; ++i) {
      bits = bits << 8U | (i < text.size() ? static_cast<unsigned char>(text[i]) : 0U);
    }
    for (const auto shift : {18U, 12U, 6U, 0U}) encoded += kAlphabet[bits >> shift & 63U];
  }
  const auto padding = (3 - text.size() % 3) % 3;
  return encoded.replace(encoded.size() - padding, padding, padding, '=');
}

std::string UrlAlphabet(std::string base64) {
  for (auto& c : base64) c = c == '+' ? '-' : c == '/' ? '_' : c;
  return base64;
}

TEST(SecretParts, FindsAWrappedSecret) {
  for (const auto* separator :
       {"\n", "\r\n\t", " ", "    \n    ", "\\\n", "\\\r\n", "\x01", "\u00a0", "\u200b", "\u200d",
        "\u00ad", "\ufeff", "\u2028", "\u202e", "\ufe0f", "\U000E0041"}) {
    for (const std::size_t length : {1U, 7U, 15U, 39U}) {
      EXPECT_EQ(StripOf({kKey}, "key: " + Wrapped(kKey, length, separator) + "."),
                "key: (sensitive value).")
          << separator << length;
    }
    EXPECT_EQ(StripOf({"hunter22"}, "<" + Wrapped("hunter22", 3, separator) + ">"),
              "<(sensitive value)>");
    EXPECT_EQ(StripOf({Wrapped(kKey, 4, separator)}, kKey), "(sensitive value)");
  }
}

TEST(SecretParts, FindsAWrappedSecretThatIsEscaped) {
  const auto percent = PercentEncoded(kToken);
  const auto json = nlohmann::json(std::string(kToken)).dump();
  for (const auto* separator : {"\n", "\\\n", "\u200b", " "}) {
    for (std::size_t length = 1; length < 12; ++length) {
      EXPECT_EQ(StripOf({kToken}, "<" + Wrapped(percent, length, separator) + ">"),
                "<(sensitive value)>")
          << separator << length;
    }
  }
  EXPECT_EQ(StripOf({kToken}, Wrapped(json, 4, "\n")), "\"(sensitive value)\"");
  EXPECT_EQ(StripOf({kToken}, PercentEncoded(Wrapped(kToken, 5, "\r\n"))), "(sensitive value)");
  EXPECT_EQ(StripOf({kToken}, nlohmann::json(Wrapped(kToken, 5, "\\\n")).dump()),
            "\"(sensitive value)\"");
}

// Found by fuzzing: the backslash of an escape, or of the secret, was taken as one that a shell
// puts before a line break.
TEST(SecretParts, FindsASecretWrappedAfterABackslash) {
  EXPECT_EQ(StripOf({"pass\"word"}, "pass\\\n\"word"), "(sensitive value)");
  EXPECT_EQ(StripOf({"\"pass"}, "\\\r\nu0022p\\u00\n61ss"), "(sensitive value)");
  EXPECT_EQ(StripOf({"\\password"}, "<\\\npassword>"), "<(sensitive value)>");
}

TEST(SecretParts, FindsEveryPartOf16Bytes) {
  for (std::size_t at = 0; at + 16 <= kKey.size(); ++at) {
    for (std::size_t size = 16; at + size <= kKey.size(); ++size) {
      const auto part = std::string(kKey.substr(at, size));
      EXPECT_EQ(StripOf({kKey}, "key " + part + "..."), "key (sensitive value)...");
      EXPECT_EQ(StripOf({kKey}, "key " + Wrapped(part, 5, "\n") + "..."),
                "key (sensitive value)...");
    }
  }
  EXPECT_EQ(StripOf({kToken}, PercentEncoded(kToken.substr(3, 17))), "(sensitive value)");
  EXPECT_EQ(StripOf({kKey}, kKey.substr(5, 15)), kKey.substr(5, 15));
}

TEST(SecretParts, MasksWholeCharacters) {
  EXPECT_EQ(StripOf({"abcdefghijklmno\u00e9\u00e9"}, "abcdefghijklmno\u00e8?"),
            "(sensitive value)?");
}

TEST(SecretParts, MasksSeparatorsAtTheEndsOfASecret) {
  EXPECT_EQ(StripOf({"+-hunter22\\-"}, "<+-hunter22\\->"), "<(sensitive value)>");
  const auto key = "--" + std::string(kKey) + "+";
  EXPECT_EQ(StripOf({key}, "(" + key + ")"), "((sensitive value))");
  EXPECT_EQ(StripOf({key}, "(-\n-" + Wrapped(kKey, 9, "\n") + "\n+)"), "((sensitive value))");
}

TEST(SecretParts, FindsBase64) {
  for (const auto secret : {kKey, kToken, std::string_view("hunter22"),
                            std::string_view("\xfb\xef\xbe\xff\xff>>>???~~~")}) {
    for (const std::string before : {"", "u", "us", "user:"}) {
      const auto base64 = Base64(before + std::string(secret) + ":and more");
      for (const auto& text :
           {base64, UrlAlphabet(base64), Wrapped(base64, 6, "\n"), PercentEncoded(base64)}) {
        const auto stripped = StripOf({secret}, "Basic " + text);
        EXPECT_THAT(stripped, ::testing::StartsWith("Basic ")) << text;
        EXPECT_THAT(stripped, HasSubstr("(sensitive value)")) << text;
        // The remaining characters hold bits of "user:" and ":and more"; the padding may be
        // escaped.
        constexpr std::string_view kMost =
            "Basic dXNlcjo\n(sensitive value)\nphbmQg\nbW9yZQ\n%3D%3D";
        EXPECT_LE(stripped.size(), kMost.size()) << text;
      }
    }
  }
  EXPECT_EQ(StripOf({"hunter22"}, "aHVudGVyMjI="), "(sensitive value)I=");
}

TEST(SecretParts, FindsAPartInBase64) {
  for (std::size_t at = 0; at + 16 <= kKey.size(); ++at) {
    const auto text = Base64("x" + std::string(kKey.substr(at, 16)));
    EXPECT_THAT(StripOf({kKey}, text), HasSubstr("(sensitive value)")) << text;
  }
}

TEST(SecretParts, FindsASecretOfAnySize) {
  std::string secret;
  for (unsigned i = 0; secret.size() < 64U << 10U; ++i) secret += std::to_string(i * 2654435761U);
  secret.resize(64U << 10U);
  SecretRegistry registry;
  registry.Add(secret + "what is beyond is too long for a header");
  EXPECT_EQ(registry.Strip(secret), "(sensitive value)");
  EXPECT_EQ(registry.Strip(secret.substr(40'000, 16)), "(sensitive value)");
}

TEST(SecretParts, StripBeginningOmitsPossibleStartOfASecret) {
  SecretRegistry registry;
  registry.Add(kToken);
  const std::string start(60, '.');
  for (const auto& written :
       {std::string(kToken), PercentEncoded(kToken), PercentEncoded(PercentEncoded(kToken)),
        nlohmann::json(nlohmann::json(std::string(kToken)).dump()).dump(), Wrapped(kToken, 1, "\n"),
        Base64(kToken)}) {
    for (std::size_t size = 0; size <= written.size(); ++size) {
      const auto stripped = registry.StripBeginning(start + written.substr(0, size));
      const auto shown = stripped.substr(0, stripped.find("(sensitive value)"));
      EXPECT_EQ(shown, start.substr(0, shown.size())) << size;
    }
  }
}

TEST(LongText, ShowsNoPartOfASecretCutByTheLimit) {
  SecretRegistry::Process().Add(kKey);
  const std::string start(60, '.');
  const std::string spaces(ForeignTextBytes(kMaxForeignTextLength) - start.size(), ' ');
  for (std::size_t size = 1; size < kKey.size(); ++size) {
    const auto clean = CleanForeignText(start + spaces.substr(size) + std::string(kKey));
    EXPECT_THAT(clean, Not(HasSubstr("Zq"))) << size;
    EXPECT_THAT(clean, ::testing::StartsWith("....................")) << size;
    EXPECT_THAT(clean, ::testing::EndsWith("\u2026")) << size;
  }
}

// 28 MB took half a minute.
TEST(LongText, TakesBoundedTime) {
  SecretRegistry::Process().Add(kKey);
  std::clock_t spent = 0;
  for (const std::string_view piece :
       {"m", " ", "%25%32%35", "\\u0025", "&#37;", "\xff", "%5Cu00&#50;5"}) {
    std::string text(piece);
    while (text.size() < 28'000'000) text += std::string(text);
    text += kKey;
    const auto began = std::clock();
    const auto clean = CleanForeignText(text);
    spent += std::clock() - began;
    EXPECT_LE(CodePoints(clean), kMaxForeignTextLength);
    EXPECT_THAT(clean, ::testing::EndsWith("\u2026"));
  }
  EXPECT_LT(spent, 5 * CLOCKS_PER_SEC);
}

}  // namespace
}  // namespace provider::text
