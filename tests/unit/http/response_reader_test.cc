// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/http/response_reader.h"

#include <limits>

#include <gtest/gtest.h>

namespace provider::http {
namespace {

TEST(ResponseReader, CollectsHeadersInOrder) {
  ResponseReader reader(100);
  for (const auto* line : {"HTTP/1.1 200 OK\r\n", "A: 1\r\n", "b:2  \r\n", "A:\t3\r\n",
                           "Empty:\r\n", "no colon\r\n", "\r\n"}) {
    EXPECT_TRUE(reader.AddHeaderLine(line));
  }
  const auto response = std::move(reader).Take(200);
  ASSERT_TRUE(response.has_value());
  EXPECT_EQ(response->status, 200);
  EXPECT_EQ(response->headers, (Headers{{"A", "1"}, {"b", "2"}, {"A", "3"}, {"Empty", ""}}));
}

TEST(ResponseReader, DropsHeadersOfInterimResponses) {
  ResponseReader reader(100);
  for (const auto* line : {"HTTP/1.1 103 Early Hints\r\n", "Link: x\r\n", "\r\n",
                           "HTTP/1.1 200 OK\r\n", "A: 1\r\n", "\r\n"}) {
    EXPECT_TRUE(reader.AddHeaderLine(line));
  }
  EXPECT_EQ(std::move(reader).Take(200)->headers, (Headers{{"A", "1"}}));
}

TEST(ResponseReader, LimitsTotalHeadersOfInterimResponses) {
  ResponseReader reader(100);
  int lines = 0;
  while (reader.AddHeaderLine("HTTP/1.1 100 Continue\r\n") && lines < 1'000'000) ++lines;
  EXPECT_EQ(lines, static_cast<int>(kMaxHeaderBytes / 23));
}

TEST(ResponseReader, RefusesResponseThatEndsWithinHeaders) {
  ResponseReader reader(10);
  EXPECT_TRUE(reader.AddHeaderLine("HTTP/1.1 100 Continue\r\n"));
  EXPECT_TRUE(reader.AddHeaderLine("\r\n"));
  EXPECT_TRUE(reader.AddHeaderLine("HTTP/1.1 200 OK\r\n"));
  EXPECT_TRUE(reader.AddHeaderLine("A: 1\r\n"));
  EXPECT_FALSE(std::move(reader).Take(200).has_value());
}

TEST(ResponseReader, LimitsTheBody) {
  ResponseReader reader(10);
  EXPECT_TRUE(reader.AddHeaderLine("\r\n"));
  EXPECT_TRUE(reader.AddBody("12345"));
  EXPECT_TRUE(reader.AddBody("67890"));
  EXPECT_FALSE(reader.AddBody("1"));
  EXPECT_TRUE(reader.AddBody(""));
  EXPECT_EQ(std::move(reader).Take(200)->body, "1234567890");
  ResponseReader boundless(std::numeric_limits<std::size_t>::max());
  EXPECT_TRUE(boundless.AddBody("x"));
}

TEST(HasTwoLengths, IsTrueOnlyForDifferentLengths) {
  EXPECT_FALSE(HasTwoLengths({}));
  EXPECT_FALSE(HasTwoLengths({{"Content-Length", "5"}, {"A", "6"}}));
  EXPECT_FALSE(HasTwoLengths({{"Content-Length", "5"}, {"content-length", "5"}}));
  EXPECT_TRUE(HasTwoLengths({{"Content-Length", "5"}, {"content-length", "6"}}));
}

}  // namespace
}  // namespace provider::http
