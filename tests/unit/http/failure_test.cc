// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/http/failure.h"

#include <cerrno>

#include <gtest/gtest.h>

namespace provider::http {
namespace {

using Kind = TransportError::Kind;
using std::chrono::milliseconds;

Failure Of(std::string detail) {
  Failure failure;
  failure.host = "cts.x";
  failure.detail = std::move(detail);
  return failure;
}

TEST(Failure, SaysWhichLimitPassed) {
  auto failure = Of("");
  failure.connect_limit = milliseconds(10'000);
  failure.time_limit = milliseconds(119'987);
  EXPECT_EQ(TimedOut(failure).message, "No connection to cts.x was made within 10s.");
  failure.connected = true;
  EXPECT_EQ(TimedOut(failure).message, "cts.x did not answer in full within 2m0s.");
  failure.time_limit = milliseconds(250);
  EXPECT_EQ(TimedOut(failure).message, "cts.x did not answer in full within 250ms.");
  EXPECT_EQ(TimedOut(failure).kind, Kind::kTimeout);
}

TEST(Failure, SaysWhyNoConnectionWasMade) {
  auto failure = Of("Something else");
  failure.os_error = ECONNREFUSED;
  EXPECT_EQ(NotConnected(failure).message, "The connection to cts.x was refused.");
  failure.os_error = EHOSTUNREACH;
  EXPECT_EQ(NotConnected(failure).message, "There is no route to cts.x.");
  failure.os_error = 0;
  EXPECT_EQ(NotConnected(failure).message, "The connection to cts.x failed: Something else.");
  EXPECT_EQ(NotConnected(failure).kind, Kind::kConnect);
}

TEST(Failure, BlamesTheProxyForItsConnection) {
  auto failure = Of("");
  failure.proxy = "p:3128";
  failure.os_error = ECONNREFUSED;
  EXPECT_EQ(NotConnected(failure).message, "The connection to the proxy p:3128 was refused.");
  EXPECT_EQ(NotConnected(failure).kind, Kind::kProxy);
}

TEST(Failure, TellsAConnectionThatEndedFromTlsThatFailed) {
  EXPECT_EQ(TlsFailed(Of("error:0A000126:SSL routines::unexpected eof while reading")).kind,
            Kind::kBroken);
  EXPECT_EQ(TlsFailed(Of("OpenSSL SSL_connect: Connection reset by peer in connection to x")).kind,
            Kind::kBroken);
  const auto error = TlsFailed(Of("error:0A00010B:SSL routines::wrong version number"));
  EXPECT_EQ(error.kind, Kind::kTls);
  EXPECT_EQ(error.message,
            "TLS with cts.x failed: error:0A00010B:SSL routines::wrong version number.");
}

TEST(Failure, FallsBackOnTheWordsOfTheLibrary) {
  auto failure = Of("CRL has expired");
  failure.verify_result = 12;
  EXPECT_EQ(CertificateRefused(failure).message,
            "The certificate of cts.x was refused: CRL has expired.");
}

}  // namespace
}  // namespace provider::http
