// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/configure/user_agent.h"

#include <gtest/gtest.h>

namespace provider::configure {
namespace {

std::string Append(const std::string& text) {
  return MakeUserAgent("1.2.3", "1.15.5", base::Environment({{"TF_APPEND_USER_AGENT", text}}));
}

TEST(UserAgent, NamesProviderAndCore) {
  EXPECT_EQ(MakeUserAgent("1.2.3", "1.15.5", base::Environment()),
            "terraform-provider-cts/1.2.3 Terraform/1.15.5");
  EXPECT_EQ(MakeUserAgent("1.2.3", "", base::Environment()), "terraform-provider-cts/1.2.3");
}

TEST(UserAgent, AppendsTheEnvironmentVariable) {
  EXPECT_EQ(Append("ci/7 (team a)"), "terraform-provider-cts/1.2.3 Terraform/1.15.5 ci/7 (team a)");
  EXPECT_EQ(Append(" \t "), "terraform-provider-cts/1.2.3 Terraform/1.15.5");
}

TEST(UserAgent, RemovesLineBreaksAndNonAscii) {
  EXPECT_EQ(Append("a\r\nX-Evil: 1\n"),
            "terraform-provider-cts/1.2.3 Terraform/1.15.5 a X-Evil: 1");
  EXPECT_EQ(MakeUserAgent("1.2.3", "1.15\r\nX-Evil: 1", base::Environment()),
            "terraform-provider-cts/1.2.3 Terraform/1.15 X-Evil: 1");
  EXPECT_EQ(Append("caf\xc3\xa9"), "terraform-provider-cts/1.2.3 Terraform/1.15.5 caf");
}

TEST(UserAgent, HasALimitedLength) { EXPECT_LT(Append(std::string(100'000, 'x')).size(), 400U); }

}  // namespace
}  // namespace provider::configure
