// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/http/failure.h"

#include <cerrno>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "provider/http/curl_request.h"

namespace provider::http {
namespace {

using Kind = TransportError::Kind;
using std::chrono::milliseconds;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

Failure Of(std::string detail) {
  Failure failure;
  failure.host = "cts.x";
  failure.detail = std::move(detail);
  return failure;
}

TEST(Failure, ReportsWhichTimeLimitPassed) {
  auto failure = Of("");
  failure.connect_limit = milliseconds(10'000);
  failure.time_limit = milliseconds(119'987);
  EXPECT_EQ(TimedOut(failure).message, "No connection to cts.x within 10s: nothing answers there.");
  EXPECT_EQ(TimedOut(failure).kind, Kind::kConnect);
  failure.connected = true;
  EXPECT_EQ(TimedOut(failure).message, "cts.x did not respond completely within 2m0s.");
  failure.time_limit = milliseconds(247);
  EXPECT_EQ(TimedOut(failure).message, "cts.x did not respond completely within 250ms.");
  EXPECT_EQ(TimedOut(failure).kind, Kind::kTimeout);
}

TEST(Failure, RoundsTimeLimitInMessage) {
  auto failure = Of("");
  failure.connected = true;
  failure.time_limit = milliseconds(999);
  EXPECT_EQ(TimedOut(failure).message, "cts.x did not respond completely within 1s.");
  failure.time_limit = milliseconds(9'998);
  EXPECT_EQ(TimedOut(failure).message, "cts.x did not respond completely within 10s.");
}

TEST(Failure, SuggestsLongerTimeoutOnlyOnceConnected) {
  auto failure = Of("");
  failure.connect_limit = milliseconds(10'000);
  failure.time_limit = milliseconds(300'000);
  failure.connected = true;
  EXPECT_THAT(TimedOut(failure).hint, HasSubstr("timeouts.read"));
  failure.connected = false;
  EXPECT_THAT(TimedOut(failure).hint, AllOf(HasSubstr("firewall"), Not(HasSubstr("timeouts"))));
  failure.reached = true;
  EXPECT_THAT(TimedOut(failure).message, HasSubstr("did not complete TLS"));
  EXPECT_THAT(TimedOut(failure).hint, Not(HasSubstr("timeouts")));
}

// libcurl may have no time left to notice that it is connected.
TEST(Failure, NeverMissesTlsOnPlainHttp) {
  auto failure = Of("");
  failure.plain = true;
  failure.connect_limit = milliseconds(250);
  failure.time_limit = milliseconds(250);
  EXPECT_EQ(TimedOut(failure).message,
            "No connection to cts.x within 250ms: nothing answers there.");
  failure.reached = true;
  EXPECT_EQ(TimedOut(failure).message, "cts.x did not respond completely within 250ms.");
  EXPECT_EQ(TimedOut(failure).kind, Kind::kTimeout);
}

TEST(Failure, ReportsProxyTimeout) {
  auto failure = Of("");
  failure.proxy = "p:3128";
  failure.connect_limit = milliseconds(10'000);
  failure.time_limit = milliseconds(120'000);
  EXPECT_EQ(TimedOut(failure).message, "No connection to the proxy p:3128 within 10s.");
  EXPECT_EQ(TimedOut(failure).kind, Kind::kProxy);
  failure.reached = true;
  EXPECT_EQ(TimedOut(failure).message, "The proxy p:3128 did not connect to cts.x within 10s.");
  EXPECT_THAT(TimedOut(failure).hint, HasSubstr("allows cts.x"));
}

TEST(Failure, ReportsWhichNameServersWereQueried) {
  NameError error;
  error.servers = {"10.0.0.1", "10.0.0.2"};
  auto failed = NotResolved(Of(""), error);
  EXPECT_EQ(failed.kind, Kind::kResolve);
  EXPECT_EQ(
      failed.message,
      "The name cts.x was not resolved: no name server answered (asked: 10.0.0.1, 10.0.0.2).");
  EXPECT_THAT(failed.hint, HasSubstr("/etc/resolv.conf"));
  error.kind = NameError::Kind::kFailed;
  error.failure = "SERVFAIL";
  EXPECT_THAT(NotResolved(Of(""), error).message,
              HasSubstr("reports a failure (SERVFAIL; asked: 10.0.0.1, 10.0.0.2)"));
  error.kind = NameError::Kind::kNoSuchName;
  EXPECT_EQ(NotResolved(Of(""), error).message,
            "The name cts.x was not resolved: there is no such name.");
  EXPECT_THAT(NotResolved(Of(""), error).hint, HasSubstr("endpoints"));
}

TEST(Failure, NamesNoFileWhereTheSystemLooksNamesUp) {
  NameError error;  // without servers
  auto failed = NotResolved(Of(""), error);
  EXPECT_EQ(failed.message, "The name cts.x was not resolved: no name server answered.");
  EXPECT_EQ(failed.hint,
            "Check the name servers of this machine, and that this machine may reach them.");
  error.kind = NameError::Kind::kFailed;
  error.failure = "Windows error 11003";
  failed = NotResolved(Of(""), error);
  EXPECT_EQ(failed.message,
            "The name cts.x was not resolved: the system reports a failure (Windows error 11003).");
  EXPECT_THAT(failed.hint, HasSubstr("check the name servers of this machine"));
  error.kind = NameError::Kind::kNoSuchName;
  EXPECT_THAT(NotResolved(Of(""), error).hint,
              HasSubstr("must be known to the name servers of this machine"));
}

TEST(Failure, ReportsUnresolvedProxyName) {
  NameError error;
  error.kind = NameError::Kind::kNoSuchName;
  auto failure = Of("");
  failure.proxy = "p:3128";
  failure.proxy_variable = "http_proxy";
  const auto failed = NotResolved(failure, error);
  EXPECT_EQ(failed.kind, Kind::kProxy);
  EXPECT_EQ(failed.message, "The proxy's name p was not resolved: there is no such name.");
  EXPECT_EQ(failed.hint, "Check http_proxy for a typo.");
}

TEST(FailureOn, NamesTheVariableThatSetTheProxyOrCouldSetOne) {
  Route route;
  route.url = *ParseUrl("http://cts.x");
  EXPECT_EQ(FailureOn(route).proxy_variable, "HTTP_PROXY");
  route.url = *ParseUrl("https://cts.x");
  EXPECT_EQ(FailureOn(route).proxy_variable, "HTTPS_PROXY");
  route.proxy.emplace().variable = "https_proxy";
  EXPECT_EQ(FailureOn(route).proxy_variable, "https_proxy");
}

TEST(Failure, HintsAtCredentialsOrNoProxyWhenProxyRefuses) {
  auto failure = Of("");
  failure.proxy = "p:3128";
  EXPECT_EQ(ProxyRefused(failure, 403).message,
            "The proxy p:3128 refused to connect to cts.x: HTTP status 403.");
  EXPECT_THAT(ProxyRefused(failure, 403).hint, HasSubstr("NO_PROXY"));
  EXPECT_THAT(ProxyRefused(failure, 407).hint, HasSubstr("write them into HTTPS_PROXY"));
  failure.proxy_has_user = true;
  EXPECT_THAT(ProxyRefused(failure, 407).hint,
              HasSubstr("does not accept the user name and password in HTTPS_PROXY"));
}

TEST(Failure, HintsAtCausesOfABrokenConnection) {
  auto failure = Of("");
  EXPECT_THAT(Broken(failure, "It broke.").hint, HasSubstr("the endpoint with its port"));
  failure.proxy = "p:3128";
  failure.proxy_variable = "HTTP_PROXY";
  EXPECT_THAT(Broken(failure, "It broke.").hint, HasSubstr("check that HTTP_PROXY names a proxy"));
}

TEST(Failure, ReportsWhyConnectionFailed) {
  auto failure = Of("Something else");
  failure.os_error = ECONNREFUSED;
  EXPECT_EQ(NotConnected(failure).message, "The connection to cts.x was refused.");
  failure.os_error = EHOSTUNREACH;
  EXPECT_EQ(NotConnected(failure).message, "There is no route to cts.x.");
  failure.os_error = 10'061;  // of Winsock
  EXPECT_EQ(NotConnected(failure).message, "The connection to cts.x was refused.");
  failure.os_error = 10'065;
  EXPECT_EQ(NotConnected(failure).message, "There is no route to cts.x.");
  failure.os_error = 0;
  EXPECT_EQ(NotConnected(failure).message, "The connection to cts.x failed: Something else.");
  EXPECT_EQ(NotConnected(failure).kind, Kind::kConnect);
}

TEST(Failure, ReportsFailedConnectionToProxy) {
  auto failure = Of("");
  failure.proxy = "p:3128";
  failure.os_error = ECONNREFUSED;
  EXPECT_EQ(NotConnected(failure).message, "The connection to the proxy p:3128 was refused.");
  EXPECT_EQ(NotConnected(failure).kind, Kind::kProxy);
}

TEST(Failure, DistinguishesBrokenConnectionFromTlsFailure) {
  EXPECT_EQ(TlsFailed(Of("error:0A000126:SSL routines::unexpected eof while reading")).kind,
            Kind::kBroken);
  EXPECT_EQ(TlsFailed(Of("OpenSSL SSL_connect: Connection reset by peer in connection to x")).kind,
            Kind::kBroken);
  EXPECT_EQ(TlsFailed(Of("OpenSSL SSL_connect: Connection was reset in connection to x")).kind,
            Kind::kBroken);
  const auto error = TlsFailed(Of("error:0A000410:SSL routines::sslv3 alert handshake failure"));
  EXPECT_EQ(error.kind, Kind::kTls);
  EXPECT_EQ(error.message,
            "TLS with cts.x failed: error:0A000410:SSL routines::sslv3 alert handshake failure.");
}

TEST(Failure, ReportsWhichPeerDoesNotSpeakTls) {
  auto failure = Of("error:0A00010B:SSL routines::wrong version number");
  EXPECT_EQ(TlsFailed(failure).message, "cts.x does not speak TLS.");
  EXPECT_THAT(TlsFailed(failure).hint, HasSubstr("begin its address with http://"));
  failure.proxy = "p:3128";
  failure.in_proxys_tls = true;
  EXPECT_EQ(TlsFailed(failure).kind, Kind::kProxy);
  EXPECT_EQ(TlsFailed(failure).message, "The proxy p:3128 does not speak TLS.");
  EXPECT_THAT(TlsFailed(failure).hint, HasSubstr("http:// in HTTPS_PROXY"));
}

TEST(Failure, QuotesLibraryMessageForOtherCertificateFaults) {
  auto failure = Of("CRL has expired");
  failure.certificate_fault = CertificateFault::kOther;
  EXPECT_EQ(CertificateRefused(failure).message,
            "The certificate of cts.x was refused: CRL has expired.");
}

}  // namespace
}  // namespace provider::http
