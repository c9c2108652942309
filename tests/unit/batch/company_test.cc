// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/batch/company.h"

#include <gtest/gtest.h>

namespace provider::batch {
namespace {

using namespace std::chrono_literals;

constexpr base::SteadyTime kStart{1h};

class CompanyTest : public ::testing::Test {
 protected:
  // Of reads that came at the start, the last of them `last_after`.
  std::optional<base::SteadyTime> WaitEnd(std::size_t under_way, bool is_busy,
                                          std::chrono::milliseconds last_after = 0ms) {
    return company_.WaitEnd(kStart + last_after, {.first_arrival = kStart,
                                                  .last_arrival = kStart + last_after,
                                                  .under_way = under_way,
                                                  .is_busy = is_busy});
  }

  Company company_{8ms, 1s};
};

TEST_F(CompanyTest, NobodyIsExpectedAtFirst) { EXPECT_EQ(WaitEnd(1, false), std::nullopt); }

TEST_F(CompanyTest, WhoIsAnnouncedIsWaitedForUpToSendAfter) {
  company_.Announced(kStart);
  EXPECT_EQ(WaitEnd(1, false), kStart + 8ms);
  company_.Arrived(kStart);
  EXPECT_EQ(WaitEnd(1, false), std::nullopt);
}

TEST_F(CompanyTest, OneMoreIsExpectedAfterSeveralUntilAQuietMomentAndNotBeyondSendAfter) {
  EXPECT_EQ(WaitEnd(2, false, 1ms), kStart + 5ms);
  EXPECT_EQ(WaitEnd(2, false, 6ms), kStart + 8ms);
}

TEST_F(CompanyTest, BusyTheyWaitForAReturn) {
  EXPECT_EQ(WaitEnd(2, true), base::SteadyTime::max());
  company_.Announced(kStart);
  EXPECT_EQ(WaitEnd(2, true), base::SteadyTime::max());
}

TEST_F(CompanyTest, AfterAReturnAsManyAsWereUnderWayAreExpected) {
  company_.CallReturned(kStart - 1ms, 3);
  EXPECT_EQ(WaitEnd(1, false), kStart + 8ms);
  EXPECT_EQ(WaitEnd(2, false), kStart + 8ms);
  EXPECT_EQ(WaitEnd(3, false), std::nullopt);
  EXPECT_EQ(WaitEnd(4, false), std::nullopt);
}

TEST_F(CompanyTest, WhoGatheredBeforeAReturnWaitsFromItOn) {
  company_.CallReturned(kStart + 5ms, 3);
  EXPECT_EQ(WaitEnd(2, false, 5ms), kStart + 13ms);
}

TEST_F(CompanyTest, BusyAndAllHereTheyWaitForSendAfterAlone) {
  company_.CallReturned(kStart - 1ms, 3);
  EXPECT_EQ(WaitEnd(2, true), base::SteadyTime::max());
  EXPECT_EQ(WaitEnd(3, true), kStart + 8ms);
  EXPECT_EQ(WaitEnd(3, true, 8ms), std::nullopt);
}

TEST_F(CompanyTest, WhoIsAnnouncedIsWaitedForAlthoughAsManyAreHereAsBefore) {
  company_.CallReturned(kStart - 1ms, 1);
  company_.Announced(kStart);
  EXPECT_EQ(WaitEnd(1, false), kStart + 8ms);
}

TEST_F(CompanyTest, WhatWasUnderWayIsBelievedForItsTimeAndNoLonger) {
  company_.CallReturned(kStart - 1s + 1ns, 3);
  EXPECT_EQ(WaitEnd(1, false), kStart + 8ms);
  company_.CallReturned(kStart - 1s, 3);
  EXPECT_EQ(WaitEnd(1, false), std::nullopt);
}

TEST_F(CompanyTest, WithNoTimeToExpectNobodyIsExpected) {
  Company company(8ms, 0ns);
  company.Announced(kStart);
  company.CallReturned(kStart, 3);
  EXPECT_EQ(
      company.WaitEnd(kStart, {.first_arrival = kStart, .last_arrival = kStart, .under_way = 1}),
      std::nullopt);
}

}  // namespace
}  // namespace provider::batch
