// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/service/foreign_response.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "provider/text/redaction.h"

namespace provider::service {
namespace {

using Kind = ForeignResponse::Kind;
using ::testing::HasSubstr;
using ::testing::Not;

std::optional<ForeignResponse> Of(std::string body, int status = 403, http::Headers headers = {}) {
  return RecognizeForeign({status, std::move(headers), std::move(body)});
}

TEST(ForeignResponse, ShowsTheTitleOfAPage) {
  for (const int status : {200, 400, 401, 403, 404, 451, 500, 502, 503}) {
    const auto page =
        Of("\n<!DOCTYPE html><html><head><TITLE lang=x>Access\nBlocked</TITLE>", status);
    ASSERT_TRUE(page) << status;
    EXPECT_EQ(page->kind, Kind::kPage);
    EXPECT_EQ(page->message, "A proxy, firewall or gateway sent a web page: \"Access Blocked\".");
    EXPECT_THAT(page->hint, HasSubstr("proxy"));
    EXPECT_THAT(page->hint, Not(HasSubstr("cts:")));
  }
}

TEST(ForeignResponse, RecognizesWebPageWithoutTitle) {
  for (const auto* body :
       {"<html><body>x", "<title>never closed", "<title", "<body><title></title>"}) {
    ASSERT_TRUE(Of(body)) << body;
    EXPECT_THAT(Of(body)->message, HasSubstr("without a title")) << body;
  }
  EXPECT_TRUE(Of("\xEF\xBB\xBF <html><body>x")) << "behind a byte order mark";
  EXPECT_TRUE(Of("<center>blocked</center>", 403, {{"content-type", "text/HTML; charset=x"}}));
}

TEST(ForeignResponse, ReadsTheErrorOfObs) {
  const auto error =
      Of("<?xml version=\"1.0\"?>\n<Error><Code>AccessDenied</Code><Message>Access "
         "Denied</Message><RequestId>0000018F</RequestId><HostId>x</HostId></Error>");
  ASSERT_TRUE(error);
  EXPECT_EQ(error->kind, Kind::kObs);
  EXPECT_EQ(error->code, "AccessDenied");
  EXPECT_EQ(error->message, "Access Denied");
  EXPECT_EQ(error->request_id, "0000018F");
  EXPECT_THAT(error->hint, HasSubstr("This looks like OBS"));
  EXPECT_TRUE(Of("<Error><Code>NoSuchBucket</Code></Error>", 200));
}

TEST(ForeignResponse, ReportsTheCompression) {
  EXPECT_THAT(Of("x", 200, {{"Content-Encoding", "br"}})->message, HasSubstr("compressed (br)"));
  EXPECT_THAT(Of("x", 502, {{"content-encoding", " GZip"}})->message, HasSubstr("(gzip)"));
  EXPECT_THAT(Of("\x1f\x8b\x08")->message, HasSubstr("(gzip)"));
  EXPECT_EQ(Of("\x1f\x8b\x08")->kind, Kind::kCompressed);
  EXPECT_FALSE(Of("{}", 200, {{"Content-Encoding", "identity"}}));
  EXPECT_FALSE(Of("{}", 200, {{"Content-Encoding", "utf-8"}})) << "no compression";
  EXPECT_TRUE(Of("\x1f\x8b\x08", 200, {{"Content-Encoding", "utf-8"}}));
}

TEST(ForeignResponse, IgnoresResponsesOfTheService) {
  for (const auto* body : {"", "{}", R"({"error_code":"CTS.0013","error_msg":"<html>"})", "text",
                           "<?xml version=\"1.0\"?><Other/>", "<Error>", "<Error><Code>"}) {
    EXPECT_FALSE(Of(body)) << body;
  }
  EXPECT_FALSE(Of("<html>", 301));  // the message of a redirect is more specific
  EXPECT_FALSE(Of("<html>", 407));  // the proxy requires a password
}

TEST(ForeignResponse, RedactsAndShortensEveryText) {
  text::SecretRegistry::Process().Add("ForeignTestSecret");
  const auto page = Of("<title>ForeignTestSecret\x1b[31m</title>");
  EXPECT_THAT(page->message, Not(HasSubstr("ForeignTestSecret")));
  EXPECT_THAT(page->message, Not(HasSubstr("\x1b")));
  EXPECT_LE(Of("<title>" + std::string(60'000, 'x') + "</title>")->message.size(), 1'200U);
}

}  // namespace
}  // namespace provider::service
