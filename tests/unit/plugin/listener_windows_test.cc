// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// The listener for Windows, which only decides.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "provider/plugin/listener.h"

namespace provider::plugin {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

TEST(WindowsListener, LetsGrpcListenWithinThePortRange) {
  for (const auto& environment :
       {base::Environment(), base::Environment({{"CTS_PLUGIN_NETWORK", "tcp"}})}) {
    const auto listener =
        Listen(environment, {.authenticated = true, .min_port = 24'100, .max_port = 24'140});
    ASSERT_TRUE(listener) << listener.error();
    EXPECT_EQ(listener->network(), "tcp");
    ASSERT_TRUE(listener->grpc_ports());
    EXPECT_EQ(listener->grpc_ports()->first, 24'100);
    EXPECT_EQ(listener->grpc_ports()->last, 24'140);
    EXPECT_EQ(listener->address(), "");
    EXPECT_EQ(listener->waitable(), kNoWaitable);
  }
}

TEST(WindowsListener, RefusesTcpWithoutTls) {
  const auto listener = Listen(base::Environment(), {.authenticated = false});
  ASSERT_FALSE(listener);
  EXPECT_THAT(listener.error(), AllOf(HasSubstr("any user of this machine could connect"),
                                      HasSubstr("TF_DISABLE_PLUGIN_TLS"), HasSubstr("--debug")));
}

TEST(WindowsListener, RefusesAnotherNetwork) {
  const auto listener = Listen(base::Environment({{"CTS_PLUGIN_NETWORK", "unix"}}), {});
  ASSERT_FALSE(listener);
  EXPECT_THAT(listener.error(), HasSubstr("CTS_PLUGIN_NETWORK is \"unix\""));
}

}  // namespace
}  // namespace provider::plugin
