// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/plugin/handshake.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace provider::plugin {
namespace {

constexpr const char* kCookie = "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2";

base::Environment With(std::map<std::string, std::string, std::less<>> variables) {
  variables.emplace("TF_PLUGIN_MAGIC_COOKIE", kCookie);
  return base::Environment(std::move(variables));
}

TEST(HostRequest, RequiresTheMagicCookie) {
  EXPECT_FALSE(ReadHostRequest(base::Environment()));
  EXPECT_FALSE(ReadHostRequest(With({{"TF_PLUGIN_MAGIC_COOKIE", "another"}})));
  EXPECT_TRUE(ReadHostRequest(With({})));
}

TEST(HostRequest, ReadsTheHostsVariables) {
  const auto request = ReadHostRequest(With({{"PLUGIN_CLIENT_CERT", "pem"},
                                             {"PLUGIN_MULTIPLEX_GRPC", "true"},
                                             {"PLUGIN_MIN_PORT", "12000"},
                                             {"PLUGIN_MAX_PORT", "12010"}}));
  ASSERT_TRUE(request);
  EXPECT_EQ(request->client_certificate, "pem");
  EXPECT_TRUE(request->multiplex);
  EXPECT_EQ(request->min_port, 12'000);
  EXPECT_EQ(request->max_port, 12'010);
}

TEST(HostRequest, KeepsDefaultsForUnusablePorts) {
  for (const char* port : {"0", "-1", "65536", "abc", "1e3", ""}) {
    const auto request = ReadHostRequest(With({{"PLUGIN_MIN_PORT", port}}));
    ASSERT_TRUE(request);
    EXPECT_EQ(request->min_port, 10'000) << port;
  }
}

TEST(ProtocolVersions, FindsVersion6InAnyOrder) {
  for (const char* versions : {"6", "5,6", "6,5", " 6 ", "x,6", ",6,", "7,6,5"}) {
    EXPECT_TRUE(OffersOurProtocol(With({{"PLUGIN_PROTOCOL_VERSIONS", versions}}))) << versions;
  }
  for (const char* versions : {"5", "5,66", "sixth", ",", "-6", "6.0"}) {
    EXPECT_FALSE(OffersOurProtocol(With({{"PLUGIN_PROTOCOL_VERSIONS", versions}}))) << versions;
  }
  EXPECT_TRUE(OffersOurProtocol(With({})));
}

TEST(HandshakeLine, HasSixFieldsAndSevenWithMultiplex) {
  EXPECT_EQ(FormatHandshakeLine({"unix", "/tmp/cts-abc/s", "", false}),
            "1|6|unix|/tmp/cts-abc/s|grpc|\n");
  EXPECT_EQ(FormatHandshakeLine({"tcp", "127.0.0.1:10000", "", true}),
            "1|6|tcp|127.0.0.1:10000|grpc||false\n");
}

}  // namespace
}  // namespace provider::plugin
