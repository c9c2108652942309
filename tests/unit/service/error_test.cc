// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/service/error.h"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace provider::service {
namespace {

Error Full() {
  Error error;
  error.kind = Error::Kind::kRefused;
  error.operation = "checking the buckets";
  error.endpoint = "https://cts.example";
  error.http_status = 403;
  error.code = "CTS.0013";
  error.message = "No permission";
  error.request_id = "abc123";
  error.hint = "Grant cts:tracker:list.";
  error.attempts = 2;
  return error;
}

TEST(ErrorDetail, ContainsEveryKnownField) {
  EXPECT_EQ(Full().ToDetail(),
            "Checking the buckets failed: https://cts.example returned HTTP 403 "
            "(CTS.0013).\n"
            "The service says: \"No permission\"\n"
            "The request ID is abc123.\n"
            "Gave up after 2 attempts.\n"
            "Grant cts:tracker:list.");
}

TEST(ErrorDetail, OmitsUnknownFields) {
  Error error = Full();
  error.code = "403";
  error.request_id = error.hint = "";
  error.attempts = 1;
  EXPECT_EQ(error.ToDetail(),
            "Checking the buckets failed: https://cts.example returned HTTP 403.\n"
            "The service says: \"No permission\"");
}

TEST(ErrorDetail, ReportsThatNoResponseArrived) {
  Error error;
  error.kind = Error::Kind::kNetwork;
  error.operation = "checking the buckets";
  error.endpoint = "https://cts.example";
  error.message = "The connection was refused.";
  EXPECT_EQ(error.ToDetail(),
            "Checking the buckets failed: no usable response from https://cts.example.\n"
            "The connection was refused.");
}

TEST(ErrorDetail, WithoutOperationIsMessageAndHint) {
  Error error;
  error.kind = Error::Kind::kConfiguration;
  error.message = "No region is set.";
  error.hint = "Set region";
  EXPECT_EQ(error.ToDetail(), "No region is set.\nSet region.");
}

TEST(ErrorDetail, IsNeverEmpty) { EXPECT_EQ(Error{}.ToDetail(), "The call failed."); }

TEST(ErrorSummary, IsTitleCaseAndDependsOnlyOnTheKind) {
  using Kind = Error::Kind;
  for (const auto kind :
       {Kind::kCancelled, Kind::kTimeout, Kind::kNetwork, Kind::kRefused, Kind::kHttp,
        Kind::kNotUnderstood, Kind::kCredentials, Kind::kConfiguration}) {
    Error bare;
    bare.kind = kind;
    Error full = Full();
    full.kind = kind;
    EXPECT_EQ(bare.ToSummary("Bucket Check"), full.ToSummary("Bucket Check"));
    EXPECT_FALSE(bare.ToSummary("Bucket Check").empty());
    bool word_starts = true;
    for (const char c : bare.ToSummary("Bucket Check")) {
      EXPECT_TRUE(!word_starts || (c >= 'A' && c <= 'Z')) << bare.ToSummary("Bucket Check");
      word_starts = c == ' ';
    }
  }
}

}  // namespace
}  // namespace provider::service
