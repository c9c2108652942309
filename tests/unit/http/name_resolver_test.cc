// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/http/name_resolver.h"

#include <chrono>

#define CURL_STRICTER  // distinct types for CURL and CURLM, which curl 8.11 no longer has
#include <curl/curl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>

#include "tests/support/temp_folder.h"
#include "tests/unit/http/local_server.h"
#include "tests/unit/http/name_server.h"
#include "tests/unit/http/requests.h"

namespace provider::testing {
namespace {

using http::NameError;
using http::NameQuery;
using http::NameResolver;
using http::ResolverFiles;
using std::chrono::milliseconds;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using Mode = NameServer::Mode;

void Poll(std::vector<curl_waitfd>& descriptors, milliseconds most) {
  std::vector<pollfd> polled;
  for (const auto& each : descriptors) {
    const bool writes = (each.events & CURL_WAIT_POLLOUT) != 0;
    const bool reads = (each.events & CURL_WAIT_POLLIN) != 0;
    const int events = (reads ? POLLIN : 0) | (writes ? POLLOUT : 0);
    polled.push_back({.fd = each.fd, .events = static_cast<short>(events), .revents = 0});
  }
  ::poll(polled.data(), polled.size(), static_cast<int>(most.count()));
  for (std::size_t i = 0; i < polled.size(); ++i) {
    if ((polled[i].revents & POLLIN) != 0) descriptors[i].revents |= CURL_WAIT_POLLIN;
    if ((polled[i].revents & POLLOUT) != 0) descriptors[i].revents |= CURL_WAIT_POLLOUT;
  }
}

NameQuery For(std::string name, milliseconds limit = milliseconds(5'000)) {
  return {.name = std::move(name),
          .deadline = std::chrono::steady_clock::now() + limit,
          .stop = {},
          .wait = Poll};
}

class NameResolverTest : public ::testing::Test {
 protected:
  ResolverFiles Files(int port, const std::string& hosts = "") {
    return {
        .resolv_conf = folder_.Write("resolv.conf", "nameserver 127.0.0.1\noptions timeout:1\n"),
        .hosts = folder_.Write("hosts", hosts),
        .port = port};
  }

  http::TransportOptions OptionsFor(const NameServer& server) {
    http::TransportOptions options;
    options.resolver_files = Files(server.port());
    return options;
  }

  TempFolder folder_;
};

TEST_F(NameResolverTest, CachesAddresses) {
  const NameServer server(Mode::kAddress);
  NameResolver resolver({}, Files(server.port()));
  for (int i = 0; i < 3; ++i) {
    const auto found = resolver.Resolve(For("cts.example"));
    ASSERT_TRUE(found.has_value());
    EXPECT_THAT(*found, ElementsAre("127.0.0.1"));
  }
  EXPECT_EQ(server.queries(), 2);  // A and AAAA
}

TEST_F(NameResolverTest, ForgetCausesAnotherQuery) {
  const NameServer server(Mode::kAddress);
  NameResolver resolver({}, Files(server.port()));
  ASSERT_TRUE(resolver.Resolve(For("cts.example")));
  resolver.Forget("cts.example");
  ASSERT_TRUE(resolver.Resolve(For("cts.example")));
  EXPECT_EQ(server.queries(), 4);
}

TEST_F(NameResolverTest, UsesForgottenAddressWhileServerFails) {
  NameServer server(Mode::kAddress);
  NameResolver resolver({}, Files(server.port()));
  ASSERT_TRUE(resolver.Resolve(For("cts.example")));
  resolver.Forget("cts.example");
  server.SetMode(Mode::kServerFailure);
  EXPECT_TRUE(resolver.Resolve(For("cts.example")));
  server.SetMode(Mode::kNoSuchName);  // this server knows the name
  EXPECT_FALSE(resolver.Resolve(For("cts.example")));
}

TEST_F(NameResolverTest, ReadsHostsFileFirst) {
  const NameServer server(Mode::kAddress);
  NameResolver resolver({}, Files(server.port(), "127.0.0.2 cts.example\n127.0.0.3 cts.example\n"));
  const auto found = resolver.Resolve(For("cts.example"));
  ASSERT_TRUE(found.has_value());
  EXPECT_THAT(*found, ElementsAre("127.0.0.2", "127.0.0.3"));
  EXPECT_EQ(server.queries(), 0);
}

TEST_F(NameResolverTest, ReportsWhyThereIsNoAddress) {
  NameServer server(Mode::kNoSuchName);
  NameResolver resolver({}, Files(server.port()));
  EXPECT_EQ(resolver.Resolve(For("cts.example")).error().kind, NameError::Kind::kNoSuchName);
  server.SetMode(Mode::kServerFailure);
  const auto failed = resolver.Resolve(For("cts.example"));
  EXPECT_EQ(failed.error().kind, NameError::Kind::kFailed);
  EXPECT_EQ(failed.error().failure, "SERVFAIL");
  EXPECT_EQ(
      resolver
          .Resolve(For(
              "a-label-that-is-far-too-long-to-be-written-in-a-question-of-dns-0123456789.example"))
          .error()
          .kind,
      NameError::Kind::kNoSuchName);
}

TEST_F(NameResolverTest, StopsAtTheDeadline) {
  const NameServer server(Mode::kSilent);
  NameResolver resolver({}, Files(server.port()));
  const auto before = std::chrono::steady_clock::now();
  const auto found = resolver.Resolve(For("cts.example", milliseconds(100)));
  ASSERT_FALSE(found.has_value());
  EXPECT_EQ(found.error().kind, NameError::Kind::kNoServer);
  EXPECT_THAT(found.error().servers, ElementsAre("127.0.0.1"));
  EXPECT_LT(std::chrono::steady_clock::now() - before, milliseconds(900));
}

// The unchanged name is tried after a search domain that does not respond.
TEST_F(NameResolverTest, UsesLaterCandidateWhenSearchDomainIsSilent) {
  const NameServer server(Mode::kSilentCorp);
  auto files = Files(server.port());
  files.resolv_conf = folder_.Write(
      "resolv.conf", "nameserver 127.0.0.1\nsearch corp.example\noptions ndots:5 timeout:5\n");
  NameResolver resolver({}, files);
  int waits = 0;
  auto query = For("cts.example", milliseconds(1'500));
  query.wait = [&waits](std::vector<curl_waitfd>& descriptors, milliseconds most) {
    ++waits;
    Poll(descriptors, most);
  };
  const auto found = resolver.Resolve(query);
  ASSERT_TRUE(found.has_value());
  EXPECT_THAT(*found, ElementsAre("127.0.0.1"));
  EXPECT_LT(waits, 50) << "it must not spin while it waits for the search domain";
}

TEST_F(NameResolverTest, AddressesAndLocalhostNeedNoLookUp) {
  for (const auto* host :
       {"127.0.0.1", "::1", "localhost", "cts.localhost", "127.1", "0x7f.1", "2130706433"}) {
    EXPECT_TRUE(http::NeedsNoLookUp(host)) << host;
  }
  for (const auto* host :
       {"cts.example", "localhost.example", "127.0.0.1.example", "1.example", "256.256.256.256"}) {
    EXPECT_FALSE(http::NeedsNoLookUp(host)) << host;
  }
}

TEST_F(NameResolverTest, TransportResolvesNamesWithIt) {
  const NameServer names(Mode::kAddress);
  const LocalServer server([](const http::Request&) { return http::Response{200, {}, {}}; });
  const auto transport = MakeTransport(OptionsFor(names));
  EXPECT_EQ(MessageOf(transport->Send(Get(server.url("cts.example")), {})), "");
  EXPECT_EQ(names.queries(), 2);
}

TEST_F(NameResolverTest, StopEndsTheTransportsLookUp) {
  const NameServer names(Mode::kSilent);
  const auto transport = MakeTransport(OptionsFor(names));
  std::stop_source stop;
  const std::jthread stopper([&] {
    while (names.queries() == 0) std::this_thread::sleep_for(milliseconds(1));
    stop.request_stop();
  });
  const auto before = std::chrono::steady_clock::now();
  const auto result = transport->Send(Get("http://cts.example/"), stop.get_token());
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().kind, Kind::kCancelled);
  EXPECT_LT(std::chrono::steady_clock::now() - before, milliseconds(500));
}

// The limit of 10 s for a connection must not end a look-up.
TEST_F(NameResolverTest, ConnectTimeoutDoesNotLimitLookUp) {
  const NameServer names(Mode::kSilent);
  const auto transport = MakeTransport(OptionsFor(names));
  auto request = Get("http://cts.example/", milliseconds(400));
  request.connect_timeout = milliseconds(1);
  const auto before = std::chrono::steady_clock::now();
  const auto result = transport->Send(request, {});
  EXPECT_THAT(MessageOf(result), HasSubstr("no name server answered (asked: 127.0.0.1)"));
  EXPECT_GE(std::chrono::steady_clock::now() - before, milliseconds(350));
}

}  // namespace
}  // namespace provider::testing
