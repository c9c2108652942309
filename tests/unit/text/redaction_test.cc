// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/text/redaction.h"

#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "provider/text/utf8.h"

namespace provider::text {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::string_view kToken = "gQpbXktVG+/8A==xyz\"q\\r&s<t";

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

std::string PercentEncoded(std::string_view text, bool lower) {
  std::string encoded;
  for (const char c : text) {
    char buffer[4];
    std::snprintf(buffer, sizeof buffer, lower ? "%%%02x" : "%%%02X",
                  static_cast<unsigned>(static_cast<unsigned char>(c)));
    const bool is_plain = std::isalnum(static_cast<unsigned char>(c)) != 0;
    encoded += is_plain ? std::string(1, c) : std::string(buffer);
  }
  return encoded;
}

TEST(SecretRegistry, ReplacesEveryOccurrence) {
  EXPECT_EQ(StripOf({"hunter22"}, "hunter22, hunter22hunter22 Hunter22"),
            "(sensitive value), (sensitive value)(sensitive value) Hunter22");
  EXPECT_EQ(StripOf({"hunter22"}, "nothing here"), "nothing here");
  EXPECT_EQ(StripOf({"hunter22"}, ""), "");
}

TEST(SecretRegistry, IgnoresValuesShorterThanFourBytes) {
  EXPECT_EQ(StripOf({"", "a", "abc"}, "abc a"), "abc a");
  EXPECT_EQ(StripOf({"abcd"}, "abcd"), "(sensitive value)");
}

TEST(SecretRegistry, MasksOverlappingValuesCompletely) {
  EXPECT_EQ(StripOf({"abcdef", "defghi"}, "-abcdefghi-"), "-(sensitive value)-");
  EXPECT_EQ(StripOf({"abcd", "abcdefgh"}, "-abcdefgh-abcdx"),
            "-(sensitive value)-(sensitive value)x");
  EXPECT_EQ(StripOf({"abcdefgh", "abcd"}, "-abcdefgh-"), "-(sensitive value)-");
  EXPECT_EQ(StripOf({"cdef", "abcdefgh"}, "-abcdefgh-"), "-(sensitive value)-");
  EXPECT_EQ(StripOf({"aaaa"}, "-aaaaaa-"), "-(sensitive value)-");
}

TEST(SecretRegistry, DoesNotReplaceInItsOwnMask) {
  EXPECT_EQ(StripOf({"sensitive", "hunter22"}, "hunter22 is sensitive"),
            "(sensitive value) is (sensitive value)");
}

TEST(SecretRegistry, FindsThePercentEncodedForm) {
  EXPECT_EQ(StripOf({kToken}, "?t=" + PercentEncoded(kToken, false) + "&x"),
            "?t=(sensitive value)&x");
  EXPECT_EQ(StripOf({kToken}, "?t=" + PercentEncoded(kToken, true) + "&x"),
            "?t=(sensitive value)&x");
}

TEST(SecretRegistry, FindsTheJsonForm) {
  const auto json = nlohmann::json{{"error_msg", std::string(kToken)}}.dump();
  ASSERT_THAT(json, Not(HasSubstr(kToken)));
  EXPECT_EQ(StripOf({kToken}, json), R"json({"error_msg":"(sensitive value)"})json");
}

TEST(SecretRegistry, FindsJsonEscapesOfGsonAndPhp) {
  // Gson writes '=', '&' and '<' as code units, PHP escapes '/'.
  EXPECT_EQ(StripOf({kToken}, R"(gQpbXktVG+\/8A\u003d\u003dxyz\"q\\r\u0026s\u003Ct)"),
            "(sensitive value)");
}

TEST(SecretRegistry, FindsJsonInJson) {
  const auto inner = nlohmann::json(std::string(kToken)).dump();
  EXPECT_THAT(StripOf({kToken}, nlohmann::json(inner).dump()), Not(HasSubstr("gQpb")));
}

TEST(SecretRegistry, FindsTheHtmlForm) {
  EXPECT_EQ(StripOf({kToken}, "<p>gQpbXktVG&#43;/8A&#x3d;=xyz&quot;q\\r&amp;s&lt;t</p>"),
            "<p>(sensitive value)</p>");
}

TEST(SecretRegistry, FindsTheFormEncodedForm) {
  EXPECT_EQ(StripOf({"correct horse/battery"}, "p=correct+horse%2Fbattery&x=1"),
            "p=(sensitive value)&x=1");
  EXPECT_EQ(StripOf({"abc+def/ghi"}, "abc def/ghi"), "(sensitive value)");
}

TEST(SecretRegistry, FindsAValueThatLooksLikeAnEscape) {
  EXPECT_EQ(StripOf({"pa%41ss\\nword"}, "pa%41ss\\nword"), "(sensitive value)");
  EXPECT_EQ(StripOf({"pa%41ss\\nword"}, "pa%2541ss%5Cnword"), "(sensitive value)");
}

// Found by fuzzing: the text after the secret completed what looked like an escape of another
// format.
TEST(SecretRegistry, FindsEscapedSecretNextToAnotherFormatsEscape) {
  EXPECT_EQ(StripOf({"pass/w%4"}, R"({"p":"pass\/w%41"})"), R"({"p":"(sensitive value)1"})");
  EXPECT_EQ(StripOf({"pass\"w&l"}, R"({"p":"pass\"w&lt;"})"), R"({"p":"(sensitive value)t;"})");
  EXPECT_EQ(StripOf({"pass word\\"}, "pass%20word%5Cn"), "(sensitive value)n");
}

TEST(SecretRegistry, FindsANonAsciiValue) {
  EXPECT_EQ(StripOf({"p\u00e4ssw\u00f6rd"}, R"(p\u00e4ssw%C3%B6rd)"), "(sensitive value)");
}

TEST(SecretRegistry, KeepsSurroundingTextUnchanged) {
  EXPECT_EQ(StripOf({"hunter22"}, R"(100%25 \u0041 &amp; hunter%32%32 %zz)"),
            R"(100%25 \u0041 &amp; (sensitive value) %zz)");
}

TEST(SecretRegistry, IsThreadSafe) {
  SecretRegistry registry;
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < 4; ++t) {
      threads.emplace_back([&registry, t] {
        for (int i = 0; i < 50; ++i) {
          const auto secret = "secret-" + std::to_string(t) + "-" + std::to_string(i) + ".";
          registry.Add(secret);
          EXPECT_EQ(registry.Strip(secret), "(sensitive value)");
        }
      });
    }
  }
  EXPECT_EQ(registry.Strip("secret-3-49."), "(sensitive value)");
}

TEST(CleanForeignText, StripsTheProcessSecretsBeforeItCuts) {
  const std::string secret(500, 's');
  SecretRegistry::Process().Add(secret);
  EXPECT_EQ(CleanForeignText(std::string(900, '.') + secret),
            std::string(900, '.') + "(sensitive value)");
}

TEST(CleanForeignText, TurnsControlCharactersIntoOneSpace) {
  EXPECT_EQ(CleanForeignText("a\x1b[31mb\r\n\tc\x7f\x01"
                             "d"),
            "a [31mb c d");
  EXPECT_EQ(CleanForeignText(std::string_view("a\0b", 3)), "a b");
  EXPECT_EQ(CleanForeignText("a\u009b31mb\u0085c"), "a 31mb c");
  EXPECT_EQ(CleanForeignText("a  b   c"), "a b c");
}

// Found by fuzzing: the folding created a secret that was not there before.
TEST(CleanForeignText, StripsASecretCreatedByFoldingSpaces) {
  SecretRegistry::Process().Add("two folded words");
  SecretRegistry::Process().Add("wide  \tsecret");
  EXPECT_EQ(CleanForeignText("is two\n  folded\u00a0words?"), "is (sensitive value)?");
  EXPECT_EQ(CleanForeignText("is wide secret?"), "is (sensitive value)?");
  EXPECT_EQ(CleanForeignText("is wide \n secret?"), "is (sensitive value)?");
}

TEST(CleanForeignText, ReplacesBidiAndInvisibleCharacters) {
  EXPECT_EQ(CleanForeignText("user\u202e\u2066 admin\u2069\u202c!"), "user admin !");
  EXPECT_EQ(CleanForeignText("a\u200fb\u061cc\u2028d\ufeffe\u200bf"), "a b c d e f");
  EXPECT_EQ(CleanForeignText("a\U000E0041\U000E0042b"), "a b");
}

TEST(CleanForeignText, ReplacesInvalidUtf8) {
  EXPECT_EQ(CleanForeignText("a\xff"
                             "b\xc3"),
            "a\ufffdb\ufffd");
  EXPECT_EQ(CleanForeignText("\xed\xa0\x80"), "\ufffd\ufffd\ufffd");
}

TEST(CleanForeignText, KeepsOrdinaryText) {
  EXPECT_EQ(CleanForeignText("Le seau « audit » n'existe pas. \u6876 \U0001F600"),
            "Le seau « audit » n'existe pas. \u6876 \U0001F600");
}

TEST(CleanForeignText, CutsByCodePoints) {
  std::string exact;
  for (std::size_t i = 0; i < kMaxForeignTextLength; ++i) exact += "\u6876";
  EXPECT_EQ(CleanForeignText(exact), exact);
  const auto cut = CleanForeignText(exact + "x");
  EXPECT_EQ(CodePoints(cut), kMaxForeignTextLength);
  EXPECT_THAT(cut, ::testing::EndsWith("\u6876\u2026"));
  EXPECT_EQ(CleanForeignText("abcdef", 3), "ab\u2026");
  EXPECT_EQ(CleanForeignText("abc", 3), "abc");
  EXPECT_EQ(CleanForeignText("abc", 1), "\u2026");
}

TEST(CleanForeignText, CutsAfterFolding) {
  EXPECT_EQ(CleanForeignText("ab" + std::string(5000, ' ') + "c", 4), "ab c");
}

TEST(CleanForeignText, MasksTheSignatureOfAnEchoedRequest) {
  const std::string signature(64, 'f');
  EXPECT_EQ(CleanForeignText("Access=AK, Signature=" + signature + "' and Signature=" + signature),
            "Access=AK, Signature=(sensitive value)' and Signature=(sensitive value)");
  EXPECT_EQ(CleanForeignText("Signature=abc is short"), "Signature=abc is short");
}

}  // namespace
}  // namespace provider::text
