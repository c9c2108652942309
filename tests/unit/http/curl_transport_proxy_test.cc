// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// 0.0.0.0 is a host that is reached here but is not loopback, for which no proxy is used.

#include <future>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/sockets.h"
#include "tests/support/system.h"
#include "tests/unit/http/local_server.h"
#include "tests/unit/http/raw_server.h"
#include "tests/unit/http/requests.h"

namespace provider::testing {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

http::Response Ok(const http::Request& request) {
  std::string body = request.method + " " + request.url;
  for (const auto& [name, value] : request.headers) body += "\n" + name + ": " + value;
  return {200, {}, body};
}

// A proxy that responds to plain requests itself and tunnels CONNECT to one port, or refuses it.
class ProxyServer {
 public:
  explicit ProxyServer(int tunnel_to = 0)
      : server_([this, tunnel_to](RawConnection& connection) {
          const auto request = connection.ReadRequest();
          {
            const std::lock_guard lock(mutex_);
            last_ = request;
          }
          if (!request.starts_with("CONNECT ")) {
            connection.Write("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nproxy");
            return;
          }
          if (tunnel_to == 0) {
            connection.Write(
                "HTTP/1.1 407 Proxy Authentication Required\r\n"
                "Proxy-Authenticate: Basic\r\nContent-Length: 0\r\n\r\n");
            return;
          }
          const int target = ConnectToLoopback(tunnel_to);
          connection.Write("HTTP/1.1 200 Connection established\r\nX-Of-The-Proxy: 1\r\n\r\n");
          Relay(connection.socket(), target);
          Close(target);
        }) {}
  int port() const { return server_.port(); }
  int accepted() const { return server_.accepted(); }
  std::string last() const {
    const std::lock_guard lock(mutex_);
    return last_;
  }
  http::TransportOptions Options(const std::string& user_info = "",
                                 const std::string& no_proxy = "") const {
    http::TransportOptions options;
    const auto url = "http://" + user_info + "127.0.0.1:" + std::to_string(port());
    options.environment =
        base::Environment({{"HTTP_PROXY", url}, {"HTTPS_PROXY", url}, {"NO_PROXY", no_proxy}});
    return options;
  }

 private:
  mutable std::mutex mutex_;
  std::string last_;
  RawServer server_;
};

TEST(CurlTransportProxy, SendsPlainHttpRequestsToTheProxy) {
  const ProxyServer proxy;
  const auto result = MakeTransport(proxy.Options())->Send(Get("http://cts.test/v3/x?y"), {});
  ASSERT_TRUE(result.has_value()) << MessageOf(result);
  EXPECT_EQ(result->body, "proxy");
  EXPECT_THAT(proxy.last(), StartsWith("GET http://cts.test/v3/x?y HTTP/1.1\r\n"));
}

TEST(CurlTransportProxy, TunnelsHttpsWithConnect) {
  const auto identity = MakeCertificate({.name = "cts.test"});
  const LocalServer server(Ok, &identity);
  const ProxyServer proxy(server.port());
  auto options = proxy.Options("me:pr0xypass%2Fword@");
  options.ca = identity.certificate;
  auto request = Get("https://cts.test/v3/x");
  request.headers = {{"X-Auth-Token", "t0ken"}};
  const auto result = MakeTransport(options)->Send(request, {});
  ASSERT_TRUE(result.has_value()) << MessageOf(result);
  EXPECT_THAT(proxy.last(), StartsWith("CONNECT cts.test:443 HTTP/1.1\r\n"));
  // me:pr0xypass/word, only for the proxy; the token, only for the server.
  EXPECT_THAT(proxy.last(), HasSubstr("Proxy-Authorization: Basic bWU6cHIweHlwYXNzL3dvcmQ=\r\n"));
  EXPECT_THAT(proxy.last(), Not(HasSubstr("t0ken")));
  EXPECT_THAT(result->body, StartsWith("GET /v3/x"));
  EXPECT_THAT(result->body, HasSubstr("X-Auth-Token: t0ken"));
  EXPECT_THAT(result->body, Not(HasSubstr("Proxy-Authorization")));
  EXPECT_EQ(http::FindHeader(result->headers, "X-Of-The-Proxy"), nullptr);
}

TEST(CurlTransportProxy, VerifiesTheServerCertificateThroughTheTunnel) {
  const auto identity = MakeCertificate({.name = "other.test"});
  const LocalServer server(Ok, &identity);
  const ProxyServer proxy(server.port());
  auto options = proxy.Options();
  options.ca = identity.certificate;
  const auto result = MakeTransport(options)->Send(Get("https://cts.test/"), {});
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().kind, Kind::kTls);
  EXPECT_EQ(MessageOf(result), "The certificate of cts.test is for other names: other.test.");
}

TEST(CurlTransportProxy, ReportsRefusedConnectWithoutCredentials) {
  const ProxyServer proxy;
  auto options = proxy.Options("me:pr0xypass@");
  options.insecure = true;
  const auto result = MakeTransport(options)->Send(Get("https://cts.test/"), {});
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().kind, Kind::kProxy);
  EXPECT_EQ(MessageOf(result), "The proxy 127.0.0.1:" + std::to_string(proxy.port()) +
                                   " refused to connect to cts.test: HTTP status 407.");
}

// Without TLS, the proxy treats the request as its own.
TEST(CurlTransportProxy, ReportsHttp407ForPlainHttpRequest) {
  const LocalServer proxy([](const http::Request&) {
    return http::Response{407, {{"Proxy-Authenticate", "Basic"}}, "<html>Login</html>"};
  });
  http::TransportOptions options;
  options.environment = base::Environment({{"http_proxy", proxy.url()}}, base::kPosixConventions);
  const auto result = MakeTransport(options)->Send(Get("http://cts.test/"), {});
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().kind, Kind::kProxy);
  EXPECT_THAT(MessageOf(result), HasSubstr("refused to connect to cts.test: HTTP status 407"));
  EXPECT_THAT(result.error().hint, HasSubstr("write them into http_proxy"));
}

TEST(CurlTransportProxy, ReportsTunnelWithoutTlsAsProxyError) {
  RawServer proxy([](RawConnection& connection) {
    connection.ReadRequest();
    connection.Write("HTTP/1.1 200 OK\r\n\r\n<html>Welcome</html>");
    connection.WaitForClose();
  });
  http::TransportOptions options;
  options.insecure = true;
  options.environment = base::Environment({{"HTTPS_PROXY", proxy.url()}});
  const auto transport = MakeTransport(options);
  EXPECT_EQ(transport->ProxyTo("https://cts.test/"),
            "127.0.0.1:" + std::to_string(proxy.port()) + " (HTTPS_PROXY)");
  EXPECT_EQ(transport->ProxyTo("http://cts.test/"), "");
  const auto result = transport->Send(Get("https://cts.test/"), {});
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().kind, Kind::kProxy);
  EXPECT_THAT(MessageOf(result), HasSubstr("passes on for cts.test is not TLS"));
  EXPECT_THAT(result.error().hint, Not(HasSubstr("http://")));
}

TEST(CurlTransportProxy, ReportsProxyThatClosesTheConnection) {
  for (const auto* target : {"https://cts.test/", "http://cts.test/"}) {
    RawServer proxy([](RawConnection& connection) { connection.ReadRequest(); });
    http::TransportOptions options;
    options.insecure = true;
    options.environment =
        base::Environment({{"HTTPS_PROXY", proxy.url()}, {"HTTP_PROXY", proxy.url()}});
    const auto result = MakeTransport(options)->Send(Get(target), {});
    ASSERT_FALSE(result.has_value());
    EXPECT_EQ(MessageOf(result), "The proxy 127.0.0.1:" + std::to_string(proxy.port()) +
                                     " closed the connection without a response.")
        << target;
  }
}

// Another attempt may succeed, wherever the connection ends.
TEST(CurlTransportProxy, ReportsPartialConnectResponseAsBrokenConnection) {
  for (const bool reset : {false, true}) {
    for (const auto* part : {"", "H", "HTTP/1.1 2", "HTTP/1.1 200 Connection est",
                             "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nVia: x"}) {
      RawServer proxy([&](RawConnection& connection) {
        connection.ReadRequest();
        connection.Write(part);
        if (reset) connection.Reset();
      });
      http::TransportOptions options;
      options.insecure = true;
      options.environment = base::Environment({{"HTTPS_PROXY", proxy.url()}});
      const auto result = MakeTransport(options)->Send(Get("https://cts.test/"), {});
      ASSERT_FALSE(result.has_value());
      EXPECT_EQ(result.error().kind, Kind::kBroken) << part << reset << ": " << MessageOf(result);
      EXPECT_THAT(MessageOf(result), HasSubstr("roxy 127.0.0.1")) << part << reset;
    }
  }
}

TEST(CurlTransportProxy, ReportsUnreachableProxyWithoutCredentials) {
  const auto port = std::to_string(RefusedPort());
  http::TransportOptions options;
  options.environment =
      base::Environment({{"HTTP_PROXY", "http://me:pr0xypass@127.0.0.1:" + port}});
  const auto result = MakeTransport(options)->Send(Get("http://cts.test/"), {});
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().kind, Kind::kProxy);
  EXPECT_EQ(MessageOf(result), "The connection to the proxy 127.0.0.1:" + port + " was refused.");
}

// A proxy that responds to CONNECT with header after header. libcurl reads up to 300 KB of them,
// byte by byte, before it returns or looks at the time limit.
class EndlessProxy {
 public:
  EndlessProxy()
      : server_([this](RawConnection& connection) {
          connection.ReadRequest();
          connection.Write("HTTP/1.1 200 Connection established\r\n");
          const auto header = "X-Filler: " + std::string(80, 'x') + "\r\n";
          for (int count = 0; connection.Write(header); ++count) {
            if (count == 100) flooding_.set_value();
          }
        }) {}
  http::TransportOptions Options() const {
    http::TransportOptions options;
    options.insecure = true;
    options.environment = base::Environment({{"HTTPS_PROXY", server_.url()}});
    return options;
  }
  void WaitUntilFlooding() { flooding_.get_future().get(); }

 private:
  std::promise<void> flooding_;
  RawServer server_;
};

TEST(CurlTransportProxy, AbandonsEndlessHeadersAtTheDeadline) {
  const EndlessProxy proxy;
  const auto result = MakeTransport(proxy.Options())->Send(Get("https://cts.test/", 20ms), {});
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().kind, Kind::kProxy) << MessageOf(result);
}

TEST(CurlTransportProxy, AbandonsEndlessHeadersWhenStopped) {
  EndlessProxy proxy;
  const auto transport = MakeTransport(proxy.Options());
  std::stop_source stop;
  auto result = std::async(std::launch::async, [&] {
    return transport->Send(Get("https://cts.test/"), stop.get_token());
  });
  proxy.WaitUntilFlooding();
  stop.request_stop();
  const auto outcome = result.get();
  ASSERT_FALSE(outcome.has_value());
  EXPECT_EQ(outcome.error().kind, Kind::kCancelled) << MessageOf(outcome);
}

TEST(CurlTransportProxy, ReportsProxyThatDoesNotRespond) {
  RawServer proxy([](RawConnection& connection) {
    connection.ReadRequest();
    connection.WaitForClose();
  });
  http::TransportOptions options;
  options.environment = base::Environment({{"HTTPS_PROXY", proxy.url()}});
  auto request = Get("https://cts.test/");
  request.connect_timeout = std::chrono::milliseconds(50);
  const auto result = MakeTransport(options)->Send(request, {});
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().kind, Kind::kProxy);
  EXPECT_EQ(MessageOf(result), "The proxy 127.0.0.1:" + std::to_string(proxy.port()) +
                                   " did not connect to cts.test within 50ms.");
}

TEST(CurlTransportProxy, RefusesInvalidProxyUrl) {
  http::TransportOptions options;
  options.environment = base::Environment({{"HTTP_PROXY", "me:pr0xypass@@@"}});
  const auto result = MakeTransport(options)->Send(Get("http://cts.test/"), {});
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().kind, Kind::kSetup);
  EXPECT_THAT(MessageOf(result), Not(HasSubstr("pr0xypass")));
}

TEST(CurlTransportProxy, IsBypassedByNoProxyAndByUseProxyFalse) {
  const LocalServer server(Ok);
  const ProxyServer proxy;
  const auto url = server.url("0.0.0.0") + "/";
  auto result = MakeTransport(proxy.Options())->Send(Get(url), {});
  ASSERT_TRUE(result.has_value()) << MessageOf(result);
  EXPECT_EQ(result->body, "proxy");
  EXPECT_EQ(proxy.accepted(), 1);

  result = MakeTransport(proxy.Options("", "x.org,0.0.0.0"))->Send(Get(url), {});
  ASSERT_TRUE(result.has_value()) << MessageOf(result);
  EXPECT_THAT(result->body, StartsWith("GET /"));

  auto request = Get(url);
  request.use_proxy = false;
  result = MakeTransport(proxy.Options())->Send(request, {});
  ASSERT_TRUE(result.has_value()) << MessageOf(result);
  EXPECT_THAT(result->body, StartsWith("GET /"));
  EXPECT_EQ(proxy.accepted(), 1);
}

TEST(CurlTransportProxy, IgnoresProxyVariablesOfTheProcess) {
  const auto proxy = "http://127.0.0.1:" + std::to_string(RefusedPort());
  for (const auto* name : {"http_proxy", "https_proxy", "all_proxy", "ALL_PROXY"}) {
    SetVariable(name, proxy);
  }
  const LocalServer server(Ok);
  const auto result = MakeTransport()->Send(Get(server.url("0.0.0.0") + "/"), {});
  for (const auto* name : {"http_proxy", "https_proxy", "all_proxy", "ALL_PROXY"}) {
    UnsetVariable(name);
  }
  EXPECT_TRUE(result.has_value()) << MessageOf(result);
}

}  // namespace
}  // namespace provider::testing
