// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/batch/announcements.h"

#include <gtest/gtest.h>

namespace provider::batch {
namespace {

using namespace std::chrono_literals;

constexpr base::SteadyTime kStart{1h};

TEST(Announcements, NobodyIsExpectedAtFirst) {
  Announcements announcements(5ms);
  EXPECT_EQ(announcements.ExpectedUntil(kStart), std::nullopt);
}

TEST(Announcements, AreBelievedForTheirTimeAndNoLonger) {
  Announcements announcements(5ms);
  announcements.Add(kStart);
  EXPECT_EQ(announcements.ExpectedUntil(kStart), kStart + 5ms);
  EXPECT_EQ(announcements.ExpectedUntil(kStart + 5ms - 1ns), kStart + 5ms);
  EXPECT_EQ(announcements.ExpectedUntil(kStart + 5ms), std::nullopt);
}

TEST(Announcements, TheLastOneCounts) {
  Announcements announcements(5ms);
  announcements.Add(kStart);
  announcements.Add(kStart + 3ms);
  EXPECT_EQ(announcements.ExpectedUntil(kStart + 4ms), kStart + 8ms);
}

TEST(Announcements, EachArrivalTakesOne) {
  Announcements announcements(5ms);
  announcements.Add(kStart);
  announcements.Add(kStart + 1ms);
  announcements.Arrived(kStart + 2ms);
  EXPECT_EQ(announcements.ExpectedUntil(kStart + 2ms), kStart + 6ms);
  announcements.Arrived(kStart + 2ms);
  EXPECT_EQ(announcements.ExpectedUntil(kStart + 2ms), std::nullopt);
  announcements.Arrived(kStart + 2ms);  // one that nobody announced
  announcements.Add(kStart + 3ms);
  EXPECT_TRUE(announcements.ExpectedUntil(kStart + 3ms).has_value());
}

TEST(Announcements, AnArrivalTakesNoneThatHasExpired) {
  Announcements announcements(5ms);
  announcements.Add(kStart);
  announcements.Add(kStart + 4ms);
  announcements.Arrived(kStart + 6ms);
  EXPECT_EQ(announcements.ExpectedUntil(kStart + 6ms), std::nullopt);
}

TEST(Announcements, WithNoTimeNothingIsBelieved) {
  Announcements announcements(0ns);
  announcements.Add(kStart);
  EXPECT_EQ(announcements.ExpectedUntil(kStart), std::nullopt);
}

}  // namespace
}  // namespace provider::batch
