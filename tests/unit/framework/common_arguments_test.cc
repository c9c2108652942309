// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/framework/common_arguments.h"

#include <chrono>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace provider::framework {
namespace {

using namespace std::chrono_literals;
using cty::Value;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

Value WithRegion(Value region) { return Value::Object({{"region", std::move(region)}}); }

Value WithTimeout(Value read) {
  return Value::Object({{"timeouts", Value::Object({{"read", std::move(read)}})}});
}

TEST(ReadRegion, ReturnsARegionIdAndTakesEmptyNullAndUnknownAsUnset) {
  Diagnostics diagnostics;
  EXPECT_EQ(ReadRegion(WithRegion(Value::String("eu-west-0")), diagnostics), "eu-west-0");
  for (const auto& unset : {Value::String(""), Value::Null(), Value::Unknown()}) {
    EXPECT_EQ(ReadRegion(WithRegion(unset), diagnostics), "");
  }
  EXPECT_THAT(diagnostics.items(), IsEmpty());
}

TEST(ReadRegion, ReportsAnythingElseAtTheArgument) {
  Diagnostics diagnostics;
  EXPECT_EQ(ReadRegion(WithRegion(Value::String("eu-west-0/")), diagnostics), "");
  ASSERT_THAT(diagnostics.items(), SizeIs(1));
  EXPECT_EQ(diagnostics.items()[0].summary, "Invalid Region");
  EXPECT_THAT(diagnostics.items()[0].detail, HasSubstr("got \"eu-west-0/\""));
  EXPECT_EQ(diagnostics.items()[0].path, cty::Path::Root("region"));
}

TEST(ReadTimeout, ReturnsAPositiveDuration) {
  Diagnostics diagnostics;
  EXPECT_EQ(ReadTimeout(WithTimeout(Value::String("1m30s")), diagnostics), 90s);
  for (const auto& unset : {Value::String(""), Value::Null(), Value::Unknown()}) {
    EXPECT_EQ(ReadTimeout(WithTimeout(unset), diagnostics), std::nullopt);
  }
  EXPECT_EQ(ReadTimeout(Value::Object({{"timeouts", Value::Null()}}), diagnostics), std::nullopt);
  EXPECT_THAT(diagnostics.items(), IsEmpty());
}

TEST(ReadTimeout, ReportsOneProblemAtTheBlock) {
  const std::pair<const char*, const char*> cases[] = {
      {"soon", "got \"soon\""}, {"0s", "is \"0s\"; it must be positive"}, {"-1s", "positive"}};
  for (const auto& [text, problem] : cases) {
    Diagnostics diagnostics;
    EXPECT_EQ(ReadTimeout(WithTimeout(Value::String(text)), diagnostics), std::nullopt);
    ASSERT_THAT(diagnostics.items(), SizeIs(1)) << text;
    EXPECT_EQ(diagnostics.items()[0].summary, "Invalid Duration");
    EXPECT_THAT(diagnostics.items()[0].detail,
                AllOf(HasSubstr("The attribute read of timeouts"), HasSubstr(problem)));
    EXPECT_EQ(diagnostics.items()[0].path, cty::Path::Root("timeouts"));
  }
}

TEST(DefaultReadTimeout, IsThatOfTheSchema) {
  const auto& block = schema::Embedded().data_sources.at("cts_bucket_check").block;
  EXPECT_EQ(DefaultReadTimeout(block), 2min);
}

TEST(DeadlineAfter, DoesNotOverflow) {
  const base::SteadyTime now{1h};
  EXPECT_EQ(DeadlineAfter(now, 2min), now + 2min);
  EXPECT_EQ(DeadlineAfter(now, std::chrono::nanoseconds::max()), now + 24h * 365);
}

}  // namespace
}  // namespace provider::framework
