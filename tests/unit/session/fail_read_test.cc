// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include <gmock/gmock.h>

#include "provider/session/session.h"

namespace provider::session {
namespace {

using service::Error;
using ::testing::SizeIs;

TEST(FailRead, ReportsOperationAndArgument) {
  Error error;
  error.kind = Error::Kind::kRefused;
  error.message = "No.";
  const auto response = FailRead(error, "Quota Read", cty::Path::Root("region"));
  EXPECT_EQ(response.deferred, std::nullopt);
  ASSERT_THAT(response.diagnostics.items(), SizeIs(1));
  EXPECT_EQ(response.diagnostics.items()[0].summary, "Quota Read Refused");
  EXPECT_EQ(response.diagnostics.items()[0].detail, "No.");
  EXPECT_EQ(response.diagnostics.items()[0].path.ToString(), "region");
}

// The cause is in the provider block, so the error does not point at the argument of the read.
TEST(FailRead, DefersForUnknownProviderArgument) {
  Error error;
  error.kind = Error::Kind::kUnknown;
  const auto response = FailRead(error, "Quota Read", cty::Path::Root("region"));
  EXPECT_EQ(response.deferred, framework::DeferredReason::kProviderConfigUnknown);
  ASSERT_THAT(response.diagnostics.items(), SizeIs(1));
  EXPECT_EQ(response.diagnostics.items()[0].summary, "Unusable Provider Configuration");
  EXPECT_TRUE(response.diagnostics.items()[0].path.empty());
}

}  // namespace
}  // namespace provider::session
