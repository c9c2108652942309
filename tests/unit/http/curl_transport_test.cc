// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include <atomic>
#include <condition_variable>
#include <cstdlib>
#include <future>
#include <mutex>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/captured_log.h"
#include "tests/unit/http/local_server.h"
#include "tests/unit/http/raw_server.h"
#include "tests/unit/http/requests.h"

namespace provider::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

http::Response Ok(const http::Request& request) {
  return {200, {{"X-Method", request.method}}, request.body};
}

// Responds to every request with 200 and records it unchanged.
class Recorder {
 public:
  Recorder()
      : server_([this](RawConnection& connection) {
          for (std::string request; !(request = connection.ReadRequest()).empty();) {
            {
              const std::lock_guard lock(mutex_);
              last_ = request;
            }
            connection.Write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
          }
        }) {}
  std::string url() const { return server_.url(); }
  std::string last() const {
    const std::lock_guard lock(mutex_);
    return last_;
  }

 private:
  mutable std::mutex mutex_;
  std::string last_;
  RawServer server_;
};

TEST(CurlTransport, TraceLogsTheTimingOfARequest) {
  const CapturedLog log(base::LogLevel::kTrace);
  const LocalServer server(Ok);
  const auto transport = MakeTransport();
  for (int i = 0; i < 2; ++i) {
    ASSERT_TRUE(transport->Send(Post(server.url() + "/", "{}"), {}).has_value());
  }
  const auto lines = log.Lines("Timed HTTP request");
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(lines[0]["new_connections"], "1");
  EXPECT_EQ(lines[1]["new_connections"], "0");
  for (const auto* field :
       {"http_host", "connected_ms", "tls_ms", "first_byte_ms", "duration_ms"}) {
    EXPECT_TRUE(lines[0].contains(field)) << field;
  }
}

TEST(CurlTransport, SendsBodyAndReceivesResponse) {
  const LocalServer server(Ok);
  const auto transport = MakeTransport();
  const auto result = transport->Send(Post(server.url() + "/v3/x", R"({"a":1})"), {});
  ASSERT_TRUE(result.has_value()) << MessageOf(result);
  EXPECT_EQ(result->status, 200);
  EXPECT_EQ(result->body, R"({"a":1})");
  ASSERT_NE(http::FindHeader(result->headers, "x-method"), nullptr);
  EXPECT_EQ(*http::FindHeader(result->headers, "x-method"), "POST");
}

TEST(CurlTransport, SendsEachMethod) {
  const LocalServer server(Ok);
  const auto transport = MakeTransport();
  for (const auto* method : {"GET", "POST", "PUT", "DELETE"}) {
    auto request = Get(server.url() + "/x");
    request.method = method;
    const auto result = transport->Send(request, {});
    ASSERT_TRUE(result.has_value()) << MessageOf(result);
    EXPECT_EQ(*http::FindHeader(result->headers, "X-Method"), method);
  }
  auto head = Get(server.url() + "/x");
  head.method = "HEAD";
  const auto result = transport->Send(head, {});
  ASSERT_TRUE(result.has_value()) << MessageOf(result);
  EXPECT_EQ(result->body, "");
}

TEST(CurlTransport, ReturnsEveryStatus) {
  const LocalServer server([](const http::Request& request) {
    return http::Response{std::atoi(request.url.c_str() + 1), {}, "x"};
  });
  const auto transport = MakeTransport();
  for (const int status : {201, 400, 401, 403, 404, 407, 429, 500, 502, 503, 504}) {
    const auto result = transport->Send(Get(server.url() + "/" + std::to_string(status)), {});
    ASSERT_TRUE(result.has_value()) << MessageOf(result);
    EXPECT_EQ(result->status, status);
    EXPECT_EQ(result->body, "x");
  }
}

TEST(CurlTransport, WritesTargetHeadersAndBodyUnchanged) {
  const Recorder recorder;
  const auto transport =
      MakeTransport({.insecure = false, .ca = {}, .user_agent = "cts/1 (x)", .environment = {}});
  auto request = Get(recorder.url() + "/v3/a%2Fb/../c/?q=%20&r=1#fragment");
  request.method = "POST";
  request.body = "body";
  request.headers = {{"Host", "cts.eu-west-0.example"},
                     {"X-Sdk-Date", "20240619T080000Z"},
                     {"X-Empty", ""},
                     {"content-length", "99"},
                     {"Authorization", "SDK-HMAC-SHA256 Access=x"}};
  ASSERT_TRUE(transport->Send(request, {}).has_value());
  EXPECT_THAT(recorder.last(), StartsWith("POST /v3/a%2Fb/../c/?q=%20&r=1 HTTP/1.1\r\n"));
  EXPECT_THAT(recorder.last(),
              AllOf(HasSubstr("\r\nHost: cts.eu-west-0.example\r\n"),
                    HasSubstr("\r\nUser-Agent: cts/1 (x)\r\n"), HasSubstr("\r\nX-Empty:\r\n"),
                    HasSubstr("\r\nContent-Length: 4\r\n"), HasSubstr("\r\n\r\nbody")));
  EXPECT_THAT(recorder.last(), HasSubstr("X-Sdk-Date: 20240619T080000Z\r\nX-Empty:\r\n"
                                         "Authorization: SDK-HMAC-SHA256 Access=x\r\n"));
  EXPECT_THAT(recorder.last(), AllOf(Not(HasSubstr("127.0.0.1")), Not(HasSubstr("Expect")),
                                     Not(HasSubstr("99")), Not(HasSubstr("Content-Type")),
                                     HasSubstr("\r\nAccept-Encoding: identity\r\n")));
}

TEST(CurlTransport, RequestHeaderOverridesUserAgent) {
  const Recorder recorder;
  const auto transport =
      MakeTransport({.insecure = false, .ca = {}, .user_agent = "cts/1", .environment = {}});
  auto request = Get(recorder.url());
  request.headers = {{"User-Agent", "other/2"}};
  ASSERT_TRUE(transport->Send(request, {}).has_value());
  EXPECT_THAT(recorder.last(), AllOf(HasSubstr("User-Agent: other/2"), Not(HasSubstr("cts/1"))));
}

// libcurl asks for a "100 Continue" before bodies of more than a megabyte, and waits a second for
// it.
TEST(CurlTransport, SendsALargeBodyWithoutExpectingContinue) {
  const Recorder recorder;
  const std::string body((1 << 20) + 1, 'b');
  auto request = Post(recorder.url() + "/x", body);
  request.deadline += std::chrono::seconds(20);  // wine sometimes holds a large request for 10 s
  const auto result = MakeTransport()->Send(request, {});
  ASSERT_TRUE(result.has_value()) << MessageOf(result);
  const auto sent = recorder.last();
  const auto end_of_head = sent.find("\r\n\r\n");
  ASSERT_NE(end_of_head, std::string::npos);
  const auto head = sent.substr(0, end_of_head);
  EXPECT_THAT(head, AllOf(StartsWith("POST /x HTTP/1.1\r\n"),
                          HasSubstr("\r\nContent-Length: 1048577"), Not(HasSubstr("Expect"))));
  EXPECT_TRUE(sent.substr(end_of_head + 4) == body);
}

TEST(CurlTransport, RefusesHeaderInjection) {
  const auto transport = MakeTransport();
  for (const auto& [name, value] : http::Headers{{"A", "b\r\nC: d"},
                                                 {"A\r\nC", "d"},
                                                 {"A", std::string("b\0c", 3)},
                                                 {"A b", "c"},
                                                 {"", "c"}}) {
    auto request = Get("http://127.0.0.1:1/");
    request.headers = {{name, value}};
    const auto result = transport->Send(request, {});
    ASSERT_FALSE(result.has_value());
    EXPECT_EQ(result.error().kind, Kind::kSetup) << result.error().message;
  }
  auto request = Get("http://127.0.0.1:1/");
  request.method = "GET / HTTP/1.1\r\nA: b";
  EXPECT_EQ(transport->Send(request, {}).error().kind, Kind::kSetup);
}

TEST(CurlTransport, RefusesInvalidUrlsAndOtherSchemes) {
  const auto transport = MakeTransport();
  for (const auto* url : {"", "file:///etc/passwd", "ftp://127.0.0.1/", "socks5://127.0.0.1/",
                          "http://user:s3cret@127.0.0.1:1/", "gopher://x", "127.0.0.1:1"}) {
    const auto result = transport->Send(Get(url), {});
    ASSERT_FALSE(result.has_value()) << url;
    EXPECT_EQ(result.error().kind, Kind::kSetup);
    EXPECT_THAT(result.error().message, Not(HasSubstr("s3cret")));
  }
}

TEST(CurlTransport, DoesNotFollowRedirects) {
  std::atomic<int> requests = 0;
  const LocalServer server([&](const http::Request&) {
    ++requests;
    return http::Response{302, {{"Location", "/elsewhere"}}, ""};
  });
  const auto result = MakeTransport()->Send(Get(server.url() + "/x"), {});
  ASSERT_TRUE(result.has_value()) << MessageOf(result);
  EXPECT_EQ(result->status, 302);
  EXPECT_EQ(*http::FindHeader(result->headers, "location"), "/elsewhere");
  EXPECT_EQ(requests, 1);
}

TEST(CurlTransport, DoesNotDecodeContentEncoding) {
  const LocalServer server([](const http::Request&) {
    return http::Response{200, {{"Content-Encoding", "gzip"}}, "\x1f\x8b bytes as they are"};
  });
  const auto result = MakeTransport()->Send(Get(server.url() + "/x"), {});
  ASSERT_TRUE(result.has_value()) << MessageOf(result);
  EXPECT_EQ(result->body, "\x1f\x8b bytes as they are");
}

TEST(CurlTransport, ReadsChunksAndSkipsInterimResponses) {
  RawServer server([](RawConnection& connection) {
    connection.ReadRequest();
    connection.Write(
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n"
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
        "5\r\nhello\r\n7;x=y\r\n, world\r\n0\r\nTrailer: t\r\n\r\n");
    connection.WaitForClose();
  });
  const auto result = MakeTransport()->Send(Get(server.url()), {});
  ASSERT_TRUE(result.has_value()) << MessageOf(result);
  EXPECT_EQ(result->body, "hello, world");
  EXPECT_EQ(http::FindHeader(result->headers, "Link"), nullptr);
}

TEST(CurlTransport, ReusesItsConnection) {
  const LocalServer server(Ok);
  const auto transport = MakeTransport();
  for (int i = 0; i < 50; ++i) {
    const auto result = transport->Send(Post(server.url() + "/x", "b"), {});
    ASSERT_TRUE(result.has_value()) << MessageOf(result);
  }
  EXPECT_EQ(server.connections(), 1U);
}

TEST(CurlTransport, ResendsWhenAKeptConnectionIsReset) {
  RawServer server([](RawConnection& connection) {
    connection.ReadRequest();
    connection.Write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    if (connection.number() > 1) return;
    connection.ReadRequest();
    connection.Reset();
  });
  const auto transport = MakeTransport();
  for (int i = 0; i < 2; ++i) {
    const auto result = transport->Send(Post(server.url(), "b"), {});
    ASSERT_TRUE(result.has_value()) << MessageOf(result);
    EXPECT_EQ(result->body, "ok");
  }
  EXPECT_EQ(server.accepted(), 2);
}

// Holds callers until all of them have arrived.
class Barrier {
 public:
  explicit Barrier(int size) : missing_(size) {}
  void ArriveAndWait() {
    std::unique_lock lock(mutex_);
    --missing_;
    changed_.notify_all();
    changed_.wait_for(lock, std::chrono::seconds(5), [this] { return missing_ <= 0; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int missing_;
};

TEST(CurlTransport, SendsManyRequestsAtOnceAndKeepsFewConnections) {
  constexpr int kCalls = 64;
  constexpr std::size_t kMostKept = 32;
  Barrier barrier(kCalls);
  RawServer server([&](RawConnection& connection) {
    const auto request = connection.ReadRequest();
    if (request.empty()) return;
    barrier.ArriveAndWait();  // none gets a response before all are under way
    const auto body = request.substr(request.find("\r\n\r\n") + 4);
    connection.Write("HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) +
                     "\r\n\r\n" + body);
    connection.WaitForClose();
  });
  const auto transport = MakeTransport();
  std::vector<std::future<Result>> results;
  for (int i = 0; i < kCalls; ++i) {
    results.push_back(std::async(std::launch::async, [&, i] {
      return transport->Send(Post(server.url(), std::to_string(i)), {});
    }));
  }
  for (std::size_t i = 0; i < kCalls; ++i) {
    const auto result = results[i].get();
    ASSERT_TRUE(result.has_value()) << MessageOf(result);
    EXPECT_EQ(result->body, std::to_string(i));
  }
  EXPECT_EQ(server.accepted(), kCalls);
  EXPECT_TRUE(server.WaitForOpen(kMostKept));
}

}  // namespace
}  // namespace provider::testing
