// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/service/call_log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/captured_log.h"
#include "tests/support/fake_clock.h"
#include "tests/support/fake_transport.h"

namespace provider::service {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;
using provider::testing::CapturedLog;
using provider::testing::FakeClock;
using provider::testing::FakeTransport;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class CallLogTest : public ::testing::Test {
 protected:
  // Calls take 40 ms each.
  void Call(std::vector<FakeTransport::Result> results) {
    std::size_t calls = 0;
    FakeTransport transport([&](const http::Request&, std::stop_token) {
      clock.Advance(40ms);
      return results.at(calls++);
    });
    const Caller caller({transport, clock, [] { return 0.5; }}, RetryPolicy(5));
    http::Request request;
    request.method = "POST";
    request.url = url;
    request.deadline = clock.SteadyNow() + 2min;
    static_cast<void>(caller.Call(request, "checking the buckets", nullptr, {.subject = subject}));
  }

  FakeClock clock;
  std::string url = "https://cts.example:8443/v3/account-1/checkbucket?name=hidden";
  base::LogField subject{"buckets", "3"};
};

TEST_F(CallLogTest, LogsOneDebugLinePerAttempt) {
  const CapturedLog log;
  Call({http::Response{502, {{"X-Request-Id", "id-1"}}, ""},
        http::Response{200, {{"X-Request-Id", "id-2"}}, "{}"}});
  const json common = {{"@level", "debug"},
                       {"http_method", "POST"},
                       {"http_host", "cts.example:8443"},
                       {"http_path", "/v3/account-1/checkbucket"},
                       {"duration_ms", "40"},
                       {"buckets", "3"},
                       {"operation", "checking the buckets"}};
  json first = common;
  first.update({{"http_status", "502"}, {"request_id", "id-1"}, {"attempt", "1"}});
  json second = common;
  second.update({{"http_status", "200"}, {"request_id", "id-2"}, {"attempt", "2"}});
  EXPECT_THAT(log.Lines("Received HTTP response"), ElementsAre(first, second));
  EXPECT_THAT(log.Lines("Sending HTTP request"), IsEmpty());
}

TEST_F(CallLogTest, LogsRequestIdFromErrorBody) {
  const CapturedLog log;
  Call({http::Response{
      403, {}, R"({"error_code":"CTS.0013","error_msg":"No.","request_id":"id-3"})"}});
  const auto lines = log.Lines("Received HTTP response");
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_EQ(lines[0]["request_id"], "id-3");
}

TEST_F(CallLogTest, LogsWhyNoResponseArrived) {
  const CapturedLog log;
  Call({tl::unexpected(http::TransportError{http::TransportError::Kind::kTls, "Not trusted."})});
  const auto lines = log.Lines("HTTP request failed");
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_EQ(lines[0]["error"], "Not trusted.");
  EXPECT_FALSE(lines[0].contains("http_status"));
}

TEST_F(CallLogTest, TraceLogsTheRequestToo) {
  const CapturedLog log(base::LogLevel::kTrace);
  url = "https://iam.example/";
  subject = {};  // a look-up
  Call({http::Response{200, {}, "{}"}});
  const json sent = {
      {"@level", "trace"}, {"http_method", "POST"}, {"http_host", "iam.example"},
      {"http_path", "/"},  {"attempt", "1"},        {"operation", "checking the buckets"}};
  EXPECT_THAT(log.Lines("Sending HTTP request"), ElementsAre(sent));
}

}  // namespace
}  // namespace provider::service
