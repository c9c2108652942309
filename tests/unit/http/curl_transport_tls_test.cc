// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include <atomic>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "provider/base/system.h"
#include "provider/http/ca_locations.h"
#include "tests/support/matches_pattern.h"
#include "tests/support/temp_folder.h"
#include "tests/unit/http/local_server.h"
#include "tests/unit/http/raw_server.h"
#include "tests/unit/http/requests.h"

namespace provider::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

http::Response Ok(const http::Request&) { return {200, {}, "ok"}; }

class CurlTransportTls : public ::testing::Test {
 protected:
  Identity Issued(CertificateSpec spec = {}) const {
    spec.issuer = &authority_;
    return MakeCertificate(spec);
  }
  static Result Send(const std::string& url, http::TransportOptions options) {
    return MakeTransport(std::move(options))->Send(Get(url + "/"), {});
  }
  static http::TransportOptions Trusting(std::string ca) {
    http::TransportOptions options;
    options.ca = std::move(ca);
    return options;
  }

  // SSL_CERT_DIR: the folder, behind one that does not exist.
  std::string Folders() const {
    return std::string("/no/such") + base::SystemConventions().path_list_separator +
           folder_.path().string();
  }
  // No bundle of this machine: only the certificates in the folder.
  http::TransportOptions TrustingFolder() const {
    http::TransportOptions options;
    options.environment =
        base::Environment({{"SSL_CERT_DIR", Folders()},
                           {"SSL_CERT_FILE", folder_.Write("sub/b.pem", stranger_.certificate)}});
    return options;
  }
  std::string Damaged() const {
    auto text = stranger_.certificate;
    text[text.size() / 2] = '*';
    return text;
  }

  const TempFolder folder_;
  const Identity authority_ = MakeCertificate({.name = "Authority", .is_authority = true});
  const Identity stranger_ = MakeCertificate({.name = "Stranger", .is_authority = true});
  const Identity server_identity_ = Issued();
};

TEST_F(CurlTransportTls, TrustsAuthoritiesInPemText) {
  const LocalServer server(Ok, &server_identity_);
  const auto result = Send(server.url(), Trusting(authority_.certificate));
  ASSERT_TRUE(result.has_value()) << MessageOf(result);
  EXPECT_EQ(result->body, "ok");
}

TEST_F(CurlTransportTls, TrustsAuthoritiesInAFile) {
  const LocalServer server(Ok, &server_identity_);
  const auto file = folder_.Write("ca.pem", stranger_.certificate + authority_.certificate);
  EXPECT_TRUE(Send(server.url(), Trusting(file)).has_value());
  http::TransportOptions options;
  options.environment = base::Environment({{"SSL_CERT_FILE", file}});
  EXPECT_TRUE(Send(server.url(), options).has_value());
}

TEST_F(CurlTransportTls, TrustsAuthoritiesInAHashedDirectory) {
  const LocalServer server(Ok, &server_identity_);
  static_cast<void>(folder_.Write(authority_.subject_hash + ".0", authority_.certificate));
  http::TransportOptions options;
  options.environment = base::Environment({{"SSL_CERT_DIR", Folders()}});
  const auto result = Send(server.url(), options);
  EXPECT_TRUE(result.has_value()) << MessageOf(result);
}

TEST_F(CurlTransportTls, TrustsConfiguredSelfSignedCertificate) {
  const auto self_signed = MakeCertificate({});
  const LocalServer server(Ok, &self_signed);
  EXPECT_TRUE(Send(server.url(), Trusting(self_signed.certificate)).has_value());
}

TEST_F(CurlTransportTls, RefusesUntrustedSelfSignedCertificate) {
  const auto self_signed = MakeCertificate({});
  const LocalServer server(Ok, &self_signed);
  const auto result = Send(server.url(), Trusting(authority_.certificate));
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().kind, Kind::kTls);
  EXPECT_THAT(
      MessageOf(result),
      MatchesPattern("The certificate of 127.0.0.1:[0-9]+ is self-signed and not trusted."));
  EXPECT_EQ(result.error().hint,
            "cacert_file alone decides who is trusted, and does not have this authority. Add its "
            "certificate.");
}

TEST_F(CurlTransportTls, RefusesAnUnknownIssuer) {
  const LocalServer server(Ok, &server_identity_);
  const auto result = Send(server.url(), Trusting(stranger_.certificate));
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().kind, Kind::kTls);
  EXPECT_THAT(MessageOf(result), HasSubstr("an authority that is not trusted: \"CN=Authority\"."));
  EXPECT_THAT(result.error().hint, HasSubstr("cacert_file"));
  EXPECT_THAT(result.error().hint, Not(HasSubstr("http://")));
}

TEST_F(CurlTransportTls, RefusesCertificateForAnotherName) {
  const auto other = Issued({.name = "other.example"});
  const LocalServer server(Ok, &other);
  const auto result = Send(server.url(), Trusting(authority_.certificate));
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().kind, Kind::kTls);
  EXPECT_THAT(MessageOf(result), HasSubstr("is for other names: other.example."));
  EXPECT_THAT(result.error().hint, HasSubstr("endpoint"));
  EXPECT_THAT(result.error().hint, Not(HasSubstr("cacert_file")));
}

TEST_F(CurlTransportTls, ChecksTheNameOfTheUrlNotOfTheHostHeader) {
  const auto other = Issued({.name = "other.example"});
  const LocalServer server(Ok, &other);
  auto request = Get(server.url() + "/");
  request.headers = {{"Host", "other.example"}};
  const auto result = MakeTransport(Trusting(authority_.certificate))->Send(request, {});
  EXPECT_FALSE(result.has_value());
}

TEST_F(CurlTransportTls, RefusesACertificateOutsideItsDates) {
  const auto expired = Issued({.valid_from_s = -7200, .valid_to_s = -3600});
  const LocalServer past(Ok, &expired);
  auto result = Send(past.url(), Trusting(authority_.certificate));
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().kind, Kind::kTls);
  EXPECT_THAT(MessageOf(result), MatchesPattern(".* expired on 20..-..-.. ..:..:.. UTC."));
  EXPECT_THAT(result.error().hint, HasSubstr("clock"));

  const auto early = Issued({.valid_from_s = 3600, .valid_to_s = 7200});
  const LocalServer future(Ok, &early);
  result = Send(future.url(), Trusting(authority_.certificate));
  ASSERT_FALSE(result.has_value());
  EXPECT_THAT(MessageOf(result), MatchesPattern(".* is not valid before 20..-..-.. ..:..:.. UTC."));
  EXPECT_EQ(result.error().hint, "Check this machine's clock.");
}

TEST_F(CurlTransportTls, VerifiesNothingWhenInsecure) {
  const auto invalid = MakeCertificate({.name = "other.example", .valid_to_s = -1});
  const LocalServer server(Ok, &invalid);
  http::TransportOptions options;
  options.insecure = true;
  options.ca = "/no/such.pem";  // not even looked at
  EXPECT_TRUE(Send(server.url(), options).has_value());
}

TEST_F(CurlTransportTls, RefusesTls11) {
  const LocalServer server(Ok, &server_identity_, /*only_tls_1_1=*/true);
  const auto result = Send(server.url(), Trusting(authority_.certificate));
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().kind, Kind::kTls);
}

TEST_F(CurlTransportTls, ReportsUnreadableCaSetting) {
  const LocalServer server(Ok, &server_identity_);
  for (const auto& ca :
       {std::string("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"),
        folder_.Write("garbage.pem", "garbage"), std::string("/no/such.pem")}) {
    auto options = Trusting(ca);
    options.ca_setting = "OS_CACERT";
    const auto result = Send(server.url(), options);
    ASSERT_FALSE(result.has_value());
    EXPECT_EQ(result.error().kind, Kind::kSetup) << MessageOf(result);
    EXPECT_THAT(MessageOf(result), HasSubstr("OS_CACERT"));
  }
}

TEST_F(CurlTransportTls, DoesNotNeedAuthoritiesForHttp) {
  const LocalServer server(Ok);
  EXPECT_TRUE(Send(server.url(), Trusting("/no/such.pem")).has_value());
}

TEST_F(CurlTransportTls, ReusesItsConnection) {
  const LocalServer server(Ok, &server_identity_);
  const auto transport = MakeTransport(Trusting(authority_.certificate));
  for (int i = 0; i < 20; ++i)
    EXPECT_TRUE(transport->Send(Get(server.url() + "/"), {}).has_value());
  EXPECT_EQ(server.connections(), 1U);
}

TEST_F(CurlTransportTls, ReportsCloseDuringHandshakeAsBrokenConnection) {
  for (const bool reset : {false, true}) {
    RawServer server([reset](RawConnection& connection) {
      connection.ReadSome();  // the ClientHello
      if (reset) connection.Reset();
    });
    const auto result = Send("https://127.0.0.1:" + std::to_string(server.port()),
                             Trusting(authority_.certificate));
    ASSERT_FALSE(result.has_value());
    EXPECT_EQ(result.error().kind, Kind::kBroken) << MessageOf(result);
  }
}

TEST_F(CurlTransportTls, ReportsServerWithoutTls) {
  RawServer server([](RawConnection& connection) {
    connection.Write("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
    connection.WaitForClose();
  });
  const auto result =
      Send("https://127.0.0.1:" + std::to_string(server.port()), Trusting(authority_.certificate));
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().kind, Kind::kTls);
  EXPECT_THAT(MessageOf(result), HasSubstr("does not speak TLS"));
}

// A file without a hash link in a CA folder, such as a mounted ConfigMap.
TEST_F(CurlTransportTls, TrustsAPlainFileInAFolder) {
  const LocalServer server(Ok, &server_identity_);
  static_cast<void>(folder_.Write("README", "not a certificate"));
  static_cast<void>(folder_.Write("company.crt", authority_.certificate));
  EXPECT_EQ(MessageOf(Send(server.url(), TrustingFolder())), "");
}

TEST_F(CurlTransportTls, TrustsASelfSignedServerInAFolder) {
  const auto self_signed = MakeCertificate({});
  const LocalServer server(Ok, &self_signed);
  static_cast<void>(folder_.Write("server.pem", self_signed.certificate));
  EXPECT_EQ(MessageOf(Send(server.url(), TrustingFolder())), "");
}

// A CA that was renewed under its name: the hash link leads to the old key.
TEST_F(CurlTransportTls, TrustsAPlainFileNextToALinkOfTheSameName) {
  const LocalServer server(Ok, &server_identity_);
  const auto old = MakeCertificate({.name = "Authority", .is_authority = true});
  static_cast<void>(folder_.Write(old.subject_hash + ".0", old.certificate));
  static_cast<void>(folder_.Write("renewed.crt", authority_.certificate));
  const auto result = Send(server.url(), TrustingFolder());
  EXPECT_EQ(MessageOf(result), "");
}

TEST_F(CurlTransportTls, ReportsUnusableFilesInAFolder) {
  const LocalServer server(Ok, &server_identity_);
  static_cast<void>(folder_.Write("other.crt", stranger_.certificate));
  const auto der = folder_.Write("company.cer", authority_.der);
  const auto result = Send(server.url(), TrustingFolder());
  ASSERT_FALSE(result.has_value());
  EXPECT_THAT(result.error().hint, HasSubstr("Not usable: " + der + " (DER; convert it: " +
                                             http::CommandFromDerToPem(der) + ")"));
}

TEST_F(CurlTransportTls, ReportsThatNoCaCertificatesWereFound) {
  const LocalServer server(Ok, &server_identity_);
  http::TransportOptions options;
  // No folder, and a bundle that is readable but has no usable certificate.
  options.environment = base::Environment(
      {{"SSL_CERT_DIR", "/no/such"}, {"SSL_CERT_FILE", folder_.Write("b.pem", Damaged())}});
  const auto result = Send(server.url(), options);
  ASSERT_FALSE(result.has_value());
  EXPECT_THAT(result.error().hint, HasSubstr("No CA certificates were found in /no/such, "));
}

// Each server refuses in its own way: this one closes.
TEST_F(CurlTransportTls, ReportsThatServerExpectsTls) {
  const LocalServer server(Ok, &server_identity_);
  const auto result = Send("http://127.0.0.1:" + std::to_string(server.port()), {});
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().kind, Kind::kTls);
  EXPECT_THAT(MessageOf(result), HasSubstr("expects TLS"));
  EXPECT_EQ(result.error().hint, "Begin the endpoint's address with https://.");
}

TEST_F(CurlTransportTls, ReturnsHttp400FromServerWithoutTls) {
  const LocalServer plain_server([](const http::Request&) {
    return http::Response{400, {}, "Client sent an HTTP request to an HTTPS server."};
  });
  const auto result = Send(plain_server.url(), {});
  ASSERT_TRUE(result.has_value()) << MessageOf(result);
  EXPECT_EQ(result->status, 400);
}

TEST_F(CurlTransportTls, TlsProbeSendsNoPartOfTheRequest) {
  std::atomic<int> opened = 0;
  std::string second;
  {
    RawServer server([&](RawConnection& connection) {
      if (++opened == 1) return;  // closes
      second = connection.ReadSome();
    });
    auto request = Get(server.url() + "/signed");
    request.headers = {{"Authorization", "SDK-HMAC-SHA256 Access=x"}};
    EXPECT_EQ(MakeTransport()->Send(request, {}).error().kind, Kind::kBroken);
  }
  EXPECT_EQ(opened, 2);
  EXPECT_THAT(second, Not(HasSubstr("Authorization")));
  EXPECT_THAT(second, Not(HasSubstr("signed")));
}

}  // namespace
}  // namespace provider::testing
