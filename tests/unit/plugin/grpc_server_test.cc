// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// A server that listens by itself, as on Windows.

#include "provider/plugin/grpc_server.h"

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include "proto/grpc_health.grpc.pb.h"
#include "provider/plugin/certificate.h"
#include "provider/plugin/host_services.h"
#include "tests/support/captured_log.h"

namespace provider::plugin {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

Certificate NewCertificate() {
  return *MakeCertificate(
      std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()));
}

class GrpcServerTest : public ::testing::Test {
 protected:
  [[nodiscard]] auto Start(std::optional<PortRange> ports) const {
    const MutualTls tls{host_.certificate_pem, own_.certificate_pem, own_.private_key_pem};
    return GrpcServer::Start(&tls, services_, ports);
  }

  // Credentials that trust this server. `client` is empty for a client without a certificate.
  [[nodiscard]] std::shared_ptr<grpc::ChannelCredentials> As(const Certificate& client) const {
    return grpc::SslCredentials(
        {own_.certificate_pem, client.private_key_pem, client.certificate_pem});
  }

  static grpc::StatusCode Ask(const GrpcServer& server,
                              const std::shared_ptr<grpc::ChannelCredentials>& credentials) {
    grpc::ChannelArguments arguments;
    arguments.SetSslTargetNameOverride("localhost");
    const auto stub = grpc::health::v1::Health::NewStub(
        grpc::CreateCustomChannel(server.address(), credentials, arguments));
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + 10s);
    grpc::health::v1::HealthCheckResponse response;
    return stub->Check(&context, {}, &response).error_code();
  }

  static constexpr PortRange kPorts{24'200, 24'240};

  const Certificate host_ = NewCertificate();
  const Certificate own_ = NewCertificate();
  const std::vector<std::shared_ptr<grpc::Service>> services_ = MakeHostServices([] {});
};

TEST_F(GrpcServerTest, ListensOnTheFirstFreePort) {
  const auto first = Start(kPorts);
  ASSERT_TRUE(first) << first.error();
  EXPECT_THAT((*first)->address(), StartsWith("127.0.0.1:242"));
  const int port = std::stoi((*first)->address().substr(10));
  const auto second = Start(PortRange{port, kPorts.last});
  ASSERT_TRUE(second) << second.error();
  EXPECT_THAT((*second)->address(), StartsWith("127.0.0.1:242"));
  EXPECT_NE((*first)->address(), (*second)->address());
  for (const auto* const server : {&*first, &*second}) {
    EXPECT_EQ(Ask(**server, As(host_)), grpc::StatusCode::OK);
  }
}

// Terraform starts all providers of a configuration at once, each on the first free port.
TEST_F(GrpcServerTest, DoesNotLetGrpcTryPortsThatAreTaken) {
  std::vector<std::unique_ptr<GrpcServer>> others;
  for (int other = 0; other < 10; ++other) {
    auto server = Start(kPorts);
    ASSERT_TRUE(server) << server.error();
    others.push_back(*std::move(server));
  }
  const testing::CapturedLog log(base::LogLevel::kTrace);
  ASSERT_TRUE(Start(kPorts));
  EXPECT_THAT(log.Lines("gRPC"), IsEmpty());
}

TEST_F(GrpcServerTest, RefusesStrangersAndStillServesTheHost) {
  const auto server = Start(kPorts);
  ASSERT_TRUE(server) << server.error();
  const std::vector<std::shared_ptr<grpc::ChannelCredentials>> strangers = {
      As(NewCertificate()), As({}), grpc::InsecureChannelCredentials()};
  for (const auto& stranger : strangers) {
    EXPECT_EQ(Ask(**server, stranger), grpc::StatusCode::UNAVAILABLE);
  }
  EXPECT_EQ(Ask(**server, As(host_)), grpc::StatusCode::OK);
}

TEST_F(GrpcServerTest, NamesTheVariablesWhenNoPortIsFree) {
  const auto taken = Start(kPorts);
  ASSERT_TRUE(taken);
  const int port = std::stoi((*taken)->address().substr(10));
  const auto none = Start(PortRange{port, port});
  ASSERT_FALSE(none);
  EXPECT_THAT(none.error(), HasSubstr("PLUGIN_MIN_PORT"));
  const auto empty = Start(PortRange{kPorts.last, kPorts.first});
  ASSERT_FALSE(empty);
  EXPECT_THAT(empty.error(), HasSubstr("24240 to 24200"));
}

// Without trying every port of the range.
TEST_F(GrpcServerTest, BlamesTheCertificateOfTheHost) {
  const MutualTls tls{"not a certificate", own_.certificate_pem, own_.private_key_pem};
  const auto server = GrpcServer::Start(&tls, services_, PortRange{10'000, 25'000});
  ASSERT_FALSE(server);
  EXPECT_THAT(server.error(), HasSubstr("PLUGIN_CLIENT_CERT"));
}

TEST_F(GrpcServerTest, NeverListensInPlaintext) {
  const auto server = GrpcServer::Start(nullptr, services_, kPorts);
  ASSERT_FALSE(server);
  EXPECT_THAT(server.error(), HasSubstr("TLS"));
}

TEST_F(GrpcServerTest, WithoutPortsItHasNoAddress) {
  const auto server = Start(std::nullopt);
  ASSERT_TRUE(server) << server.error();
  EXPECT_EQ((*server)->address(), "");
}

}  // namespace
}  // namespace provider::plugin
