// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/batch/parallel_limit.h"

#include <gtest/gtest.h>

namespace provider::batch {
namespace {

TEST(ParallelLimit, IsHalvedAndGrowsByOne) {
  ParallelLimit limit(12);
  EXPECT_EQ(limit.current(), 12U);
  limit.Throttled(limit.Begin());
  EXPECT_EQ(limit.current(), 6U);
  limit.Succeeded();
  EXPECT_EQ(limit.current(), 7U);
  limit.Throttled(limit.Begin());
  EXPECT_EQ(limit.current(), 3U);
}

TEST(ParallelLimit, CallsThatWereTooManyTogetherCutItOnce) {
  ParallelLimit limit(12);
  const auto first = limit.Begin();
  const auto second = limit.Begin();
  limit.Throttled(first);
  limit.Throttled(second);
  EXPECT_EQ(limit.current(), 6U);
  limit.Throttled(limit.Begin());
  EXPECT_EQ(limit.current(), 3U);
}

TEST(ParallelLimit, StaysBetweenOneAndTheMost) {
  ParallelLimit limit(3);
  limit.Succeeded();
  EXPECT_EQ(limit.current(), 3U);
  for (int i = 0; i < 10; ++i) limit.Throttled(limit.Begin());
  EXPECT_EQ(limit.current(), 1U);
  EXPECT_EQ(ParallelLimit(0).current(), 1U);
}

}  // namespace
}  // namespace provider::batch
