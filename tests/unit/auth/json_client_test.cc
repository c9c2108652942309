// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/auth/json_client.h"

#include <gtest/gtest.h>

#include "provider/service/hints.h"

namespace provider::auth {
namespace {

using namespace std::chrono_literals;

TEST(PlainId, HasOnlyLettersDigitsHyphensAndUnderscores) {
  EXPECT_TRUE(IsPlainId("0123456789abcdefABCDEF_-"));
  EXPECT_TRUE(IsPlainId(std::string(64, 'a')));
  EXPECT_FALSE(IsPlainId(std::string(65, 'a')));
  for (const auto* text : {"", ".", "..", "a/b", "a b", "a\n", "é", "a%2F"}) {
    EXPECT_FALSE(IsPlainId(text)) << text;
  }
}

TEST(IsoTime, ReadsTheFormatsOfIam) {
  constexpr base::SystemTime kEight{1'718'784'000s};
  EXPECT_EQ(ParseIsoTime("2024-06-19T08:00:00Z"), kEight);
  EXPECT_EQ(ParseIsoTime("2024-06-19T08:00:00.000000Z"), kEight);
  EXPECT_EQ(ParseIsoTime("2024-06-19T08:00:00.999Z"), kEight);
  EXPECT_EQ(ParseIsoTime("2024-06-19T07:59:60Z"), kEight);  // a leap second
  EXPECT_EQ(ParseIsoTime("9999-12-31T23:59:59Z"), base::SystemTime(253'402'300'799s));
}

TEST(IsoTime, RejectsOtherFormats) {
  for (const auto* text :
       {"", "Z", "2024-06-19T08:00:00", "2024-06-19 08:00:00Z", "2024-02-30T08:00:00Z",
        "2024-06-19T08:00:00+01:00Z", "2024-06-19T08:00:0xZ", "2024-13-19T08:00:00Z",
        "-024-06-19T08:00:00Z", "2024-06-19T08:00:00.Zz", "2024-06-19T24:00:00Z",
        "2024-06-19T08:60:00Z", "2024-06-19T08:00:61Z"}) {
    EXPECT_EQ(ParseIsoTime(text), std::nullopt) << text;
  }
}

TEST(NotUnderstood, ReportsTheErrorInTheResponse) {
  const auto failure = NotUnderstood(
      {.url = "https://iam.example/v3/projects", .operation = "looking", .hint = "Hint."},
      {200, {}, R"({"error_code":"IAM.0001","error_msg":"No.","request_id":"id-1"})"}, "No list.");
  EXPECT_EQ(failure.error.kind, service::Error::Kind::kHttp);
  EXPECT_EQ(failure.error.code, "IAM.0001");
  EXPECT_EQ(failure.error.message, "No.");
  EXPECT_EQ(failure.error.request_id, "id-1");
  EXPECT_EQ(failure.error.hint, service::HintForCall("IAM.0001", "No.", 400));
}

TEST(NotUnderstood, UsesTheGivenMessageWhenTheBodyHasNoError) {
  const auto failure = NotUnderstood({}, {200, {}, R"({"secret":"code"})"}, "No list.");
  EXPECT_EQ(failure.error.kind, service::Error::Kind::kNotUnderstood);
  EXPECT_EQ(failure.error.message, "No list.");
  EXPECT_EQ(failure.error.hint, "");
}

}  // namespace
}  // namespace provider::auth
