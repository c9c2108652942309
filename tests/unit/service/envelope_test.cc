// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/service/envelope.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "provider/text/redaction.h"

namespace provider::service {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

ErrorBody Read(std::string body, http::Headers headers = {}, int status = 403) {
  return ReadErrorBody({status, std::move(headers), std::move(body)});
}

TEST(ErrorBody, ReadsTheFiveEnvelopes) {
  for (const auto* body : {R"({"error_code":"CTS.0013","error_msg":"no permission"})",
                           R"({"errorCode":"CTS.0013","errorMsg":"no permission"})",
                           R"({"code":"CTS.0013","message":"no permission"})",
                           R"({"x":1,"error":{"code":"CTS.0013","message":"no permission"}})",
                           R"({"e":{"error_code":"CTS.0013","error_msg":"no permission"}})"}) {
    const auto read = Read(body);
    EXPECT_EQ(read.code, "CTS.0013") << body;
    EXPECT_EQ(read.message, "no permission") << body;
  }
}

TEST(ErrorBody, ReadsKeystonesNumericCode) {
  const auto read = Read(R"({"error":{"code":403,"message":"Forbidden!","title":"Forbidden"}})");
  EXPECT_EQ(read.code, "403");
  EXPECT_EQ(read.message, "Forbidden!");
}

TEST(ErrorBody, KeepsTheEncodedReasonOfAnIamDenial) {
  const auto read = Read(R"({"error_code":"PAP5.0001","error_msg":"denied",
                             "encoded_authorization_message":"QUJD"})");
  EXPECT_EQ(read.code, "PAP5.0001");
  EXPECT_EQ(read.message, "denied (encoded_authorization_message: QUJD)");
}

TEST(ErrorBody, PrefersRequestIdOfBodyOverHeaders) {
  const http::Headers headers = {{"x-iam-trace-id", "trace"}, {"x-request-id", "header"}};
  EXPECT_EQ(Read(R"({"error_code":"A","error_msg":"b","request_id":"body"})", headers).request_id,
            "body");
  EXPECT_EQ(Read("{}", headers).request_id, "header");
  EXPECT_EQ(Read("{}", {{"X-IAM-Trace-Id", "trace"}}).request_id, "trace");
  EXPECT_EQ(Read(R"({"request_id":"outer","error":{"code":"A","message":"b"}})").request_id,
            "outer");
  EXPECT_EQ(Read("{}").request_id, "");
}

TEST(ErrorBody, FallsBackToStatusAndText) {
  const auto text = Read("upstream\tconnect\nerror", {}, 502);
  EXPECT_EQ(text.code, "502");
  EXPECT_EQ(text.message, "upstream connect error");
  for (const auto* body : {"[1,2]", "null", "\"text\"", R"({"error_code":["x"]})", "{"}) {
    EXPECT_EQ(Read(body, {}, 500).code, "500") << body;
    EXPECT_EQ(Read(body, {}, 500).message, body);
  }
  EXPECT_EQ(Read("", {}, 503).message, "");
}

TEST(ErrorBody, ReducesHtmlToItsTitle) {
  EXPECT_EQ(
      Read("<html><head><TITLE lang=x>502 Bad\nGateway</TITLE></head><body>long</body>").message,
      "502 Bad Gateway");
  EXPECT_EQ(Read("<html><body>" + std::string(5000, 'x')).message,
            "a page of HTML without a title");
  EXPECT_EQ(Read("<title>never closed").message, "a page of HTML without a title");
  EXPECT_EQ(Read("<title").message, "a page of HTML without a title");
}

TEST(ErrorBody, RedactsAndShortensEveryText) {
  text::SecretRegistry::Process().Add("EnvelopeTestSecret");
  const auto read = Read(
      R"({"error_code":"EnvelopeTestSecret","error_msg":"x-security-token:EnvelopeTestSecret|\u001b[31m",)"
      R"("request_id":"a\nb"})");
  EXPECT_THAT(read.code, Not(HasSubstr("EnvelopeTestSecret")));
  EXPECT_EQ(read.message, "x-security-token:(sensitive value)| [31m");
  EXPECT_EQ(read.request_id, "a b");
  EXPECT_THAT(Read("plain EnvelopeTestSecret").message, Not(HasSubstr("EnvelopeTestSecret")));
  EXPECT_LE(Read(std::string(1U << 20, 'x')).message.size(), 1003U);
}

TEST(ErrorBody, HandlesHostileJson) {
  EXPECT_EQ(Read(std::string(3'000'000, '['), {}, 500).code, "500");
  std::string wide = "{\"a\":{";
  for (int i = 0; i < 50'000; ++i) wide += "\"k" + std::to_string(i) + "\":0,";
  EXPECT_EQ(Read(wide + "\"z\":0}}", {}, 500).code, "500");
}

TEST(SameCode, IgnoresCase) {
  EXPECT_TRUE(SameCode("cts.0007", "CTS.0007"));
  EXPECT_FALSE(SameCode("CTS.0007", "CTS.0008"));
}

TEST(ErrorBody, FindsErrorInSuccessOnlyInAnEnvelope) {
  const auto find = [](std::string body) {
    return FindErrorBody({200, {{"X-Request-Id", "id-1"}}, std::move(body)});
  };
  for (const auto* body : {"", "{}", "<html>", "null", R"({"buckets":[]})", R"({"error_code":""})",
                           R"({"error_code":null,"buckets":[{"x":1}]})"}) {
    EXPECT_FALSE(find(body)) << body;
  }
  const auto found = find(R"({"error_code":"CTS.0013","error_msg":"no"})");
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->code, "CTS.0013");
  EXPECT_EQ(found->message, "no");
  EXPECT_EQ(found->request_id, "id-1");
}

TEST(ErrorBody, ReplacesInvalidUtf8InMessage) {
  const auto read = Read("{\"error_code\":\"CTS.0013\",\"error_msg\":\"\xB2\xBB no \xD5\x5C\"}");
  EXPECT_EQ(read.code, "CTS.0013");
  EXPECT_EQ(read.message, "\uFFFD no \uFFFD");
}

}  // namespace
}  // namespace provider::service
