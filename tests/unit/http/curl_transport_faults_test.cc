// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/http/raw_server.h"
#include "tests/unit/http/requests.h"

namespace provider::testing {
namespace {

using namespace std::chrono_literals;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;

// The result of a response of these bytes, after which the server closes.
Result ResultFor(std::string_view bytes, std::size_t max_response_bytes = 1000) {
  RawServer server([bytes](RawConnection& connection) {
    connection.ReadRequest();
    connection.Write(bytes);
  });
  auto request = Get(server.url() + "/signed?secret=1");
  request.max_response_bytes = max_response_bytes;
  return MakeTransport()->Send(request, {});
}

void ExpectFailure(const Result& result, Kind kind) {
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().kind, kind) << result.error().message;
  EXPECT_THAT(result.error().message, HasSubstr("127.0.0.1:"));
  EXPECT_THAT(result.error().message, Not(HasSubstr("signed")));
  EXPECT_THAT(result.error().message, EndsWith("."));
  EXPECT_THAT(result.error().message, Not(EndsWith("..")));
}

TEST(CurlTransportFaults, ReportsRefusedConnection) {
  const auto port = RefusedPort();
  const auto result = MakeTransport()->Send(Get("http://127.0.0.1:" + std::to_string(port)), {});
  ExpectFailure(result, Kind::kConnect);
  EXPECT_EQ(MessageOf(result),
            "The connection to 127.0.0.1:" + std::to_string(port) + " was refused.");
}

TEST(CurlTransportFaults, ReportsUnresolvableName) {
  // A label of more than 63 characters: refused without querying any server.
  std::string name(70, 'a');
  name += ".example";
  const auto result = MakeTransport()->Send(Get("https://" + name + "/"), {});
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().kind, Kind::kResolve);
  EXPECT_THAT(result.error().message, HasSubstr(name));
}

TEST(CurlTransportFaults, ReportsCloseWithoutResponse) {
  ExpectFailure(ResultFor(""), Kind::kBroken);
}

TEST(CurlTransportFaults, ReportsCloseWithinHeaders) {
  ExpectFailure(ResultFor("HTTP/1.1 200 OK\r\nContent-Le"), Kind::kBroken);
}

TEST(CurlTransportFaults, ReportsCloseWithinBody) {
  const auto result = ResultFor("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort");
  ExpectFailure(result, Kind::kBroken);
  EXPECT_THAT(MessageOf(result), HasSubstr("in the middle of its response"));
}

TEST(CurlTransportFaults, ReportsCloseWithinChunks) {
  ExpectFailure(ResultFor("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n64\r\nshort"),
                Kind::kBroken);
}

TEST(CurlTransportFaults, ReportsResetWithinBody) {
  RawServer server([](RawConnection& connection) {
    connection.ReadRequest();
    connection.Write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort");
    connection.WaitForClose(20);  // until the client has read what was written
    connection.Reset();
  });
  ExpectFailure(MakeTransport()->Send(Get(server.url()), {}), Kind::kBroken);
}

TEST(CurlTransportFaults, RefusesInvalidHttp) {
  ExpectFailure(ResultFor("SSH-2.0-OpenSSH_9.2\r\n"), Kind::kBroken);
  ExpectFailure(ResultFor(std::string_view("\x15\x03\x01\0\x02\x02\x16", 7)), Kind::kBroken);
  ExpectFailure(ResultFor("HTTP/9.9 abc\r\n\r\n"), Kind::kBroken);
  ExpectFailure(ResultFor("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"),
                Kind::kBroken);
}

TEST(CurlTransportFaults, RefusesInvalidContentLength) {
  ExpectFailure(ResultFor("HTTP/1.1 200 OK\r\nContent-Length: banana\r\n\r\nx"), Kind::kBroken);
}

TEST(CurlTransportFaults, TruncatesBodyToContentLength) {
  const auto result = ResultFor("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nlonger");
  ASSERT_TRUE(result.has_value()) << MessageOf(result);
  EXPECT_EQ(result->body, "lo");
}

TEST(CurlTransportFaults, RefusesTooLargeContentLength) {
  const auto result = ResultFor("HTTP/1.1 200 OK\r\nContent-Length: 1001\r\n\r\n");
  ExpectFailure(result, Kind::kTooLarge);
  EXPECT_THAT(MessageOf(result), HasSubstr("exceeds 1000 bytes"));
}

TEST(CurlTransportFaults, RefusesTooLargeChunkedBody) {
  const std::string chunk(600, 'c');
  ExpectFailure(ResultFor("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n258\r\n" + chunk +
                          "\r\n258\r\n" + chunk + "\r\n0\r\n\r\n"),
                Kind::kTooLarge);
}

TEST(CurlTransportFaults, AcceptsBodyAtTheSizeLimit) {
  const std::string body(1000, 'b');
  const auto result = ResultFor("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n" + body);
  ASSERT_TRUE(result.has_value()) << MessageOf(result);
  EXPECT_EQ(result->body, body);
}

// Sends the same bytes repeatedly until the client closes. Many at a time, because calls are slow
// under wine.
Result ResultForEndless(std::string_view start, const std::string& repeated) {
  std::string many;
  while (many.size() < 4096) many += repeated;
  RawServer server([&](RawConnection& connection) {
    connection.ReadRequest();
    connection.Write(start);
    while (connection.Write(many)) {
    }
  });
  return MakeTransport()->Send(Get(server.url()), {});
}

TEST(CurlTransportFaults, RefusesEndlessHeaders) {
  ExpectFailure(
      ResultForEndless("HTTP/1.1 200 OK\r\n", "X-Filler: " + std::string(80, 'x') + "\r\n"),
      Kind::kTooLarge);
}

TEST(CurlTransportFaults, RefusesEndlessHeaderLine) {
  const auto result = ResultForEndless("HTTP/1.1 200 OK\r\nX-Filler: ", std::string(1000, 'x'));
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().kind, Kind::kTooLarge) << MessageOf(result);
}

TEST(CurlTransportFaults, RefusesEndlessInterimResponses) {
  ExpectFailure(ResultForEndless("", "HTTP/1.1 100 Continue\r\n\r\n"), Kind::kTooLarge);
}

TEST(CurlTransportFaults, RefusesEndlessTrailers) {
  ExpectFailure(ResultForEndless("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n",
                                 "X: " + std::string(80, 'x') + "\r\n"),
                Kind::kTooLarge);
}

TEST(CurlTransportFaults, SilentServerTimesOutAtTheDeadline) {
  RawServer server([](RawConnection& connection) { connection.WaitForClose(); });
  const auto before = std::chrono::steady_clock::now();
  const auto result = MakeTransport()->Send(Get(server.url(), 200ms), {});
  const auto elapsed = std::chrono::steady_clock::now() - before;
  ExpectFailure(result, Kind::kTimeout);
  EXPECT_THAT(MessageOf(result), HasSubstr("did not respond completely within"));
  EXPECT_GE(elapsed, 199ms);
  EXPECT_LT(elapsed, 1s);
}

// The limit of the connection ends a millisecond earlier. libcurl 7.88 loses a timer that is due
// within a millisecond after it has handled another.
TEST(CurlTransportFaults, TimesOutRightAfterAnotherTimer) {
  RawServer server([](RawConnection& connection) {
    connection.ReadRequest();
    connection.Write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    connection.WaitForClose();
  });
  const auto transport = MakeTransport();
  // A connection that is not reused has one more timer, at 200 ms.
  ASSERT_TRUE(transport->Send(Get(server.url()), {}).has_value());
  const auto before = std::chrono::steady_clock::now();
  EXPECT_FALSE(transport->Send(Get(server.url(), 20ms), {}).has_value());
  EXPECT_LT(std::chrono::steady_clock::now() - before, 3s);
}

TEST(CurlTransportFaults, SlowBodyTimesOutAtTheDeadline) {
  RawServer server([](RawConnection& connection) {
    connection.ReadRequest();
    connection.Write("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
    while (connection.Write(".") && !connection.WaitForClose(2)) {
    }
  });
  const auto result = MakeTransport()->Send(Get(server.url(), 200ms), {});
  ExpectFailure(result, Kind::kTimeout);
}

TEST(CurlTransportFaults, PastDeadlineTimesOut) {
  const auto result = MakeTransport()->Send(Get("http://127.0.0.1:1/", -1ms), {});
  ExpectFailure(result, Kind::kTimeout);
}

TEST(CurlTransportFaults, ReportsConnectTimeout) {
  const SilentPort silent;
  auto request = Get("http://127.0.0.1:" + std::to_string(silent.port()));
  request.connect_timeout = 50ms;
  const auto before = std::chrono::steady_clock::now();
  const auto result = MakeTransport()->Send(request, {});
  ExpectFailure(result, Kind::kConnect);
  EXPECT_THAT(MessageOf(result), HasSubstr("No connection"));
  EXPECT_THAT(MessageOf(result), HasSubstr("within 50ms"));
  EXPECT_THAT(result.error().hint, HasSubstr("firewall"));
  EXPECT_THAT(result.error().hint, Not(HasSubstr("timeouts.read")));
  EXPECT_LT(std::chrono::steady_clock::now() - before, 1s);
}

}  // namespace
}  // namespace provider::testing
