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
  std::optional<base::SteadyTime> WaitEnd(std::size_t under_way, std::size_t busy_calls,
                                          std::chrono::milliseconds last_after = 0ms,
                                          std::size_t reads = 2) {
    return company_.WaitEnd(kStart + last_after, {.first_arrival = kStart,
                                                  .last_arrival = kStart + last_after,
                                                  .reads = reads,
                                                  .under_way = under_way,
                                                  .busy_calls = busy_calls});
  }

  Company company_{8ms, 1s};
};

TEST_F(CompanyTest, NobodyIsExpectedAtFirst) { EXPECT_EQ(WaitEnd(1, 0), std::nullopt); }

TEST_F(CompanyTest, WhoIsAnnouncedIsWaitedForUpToSendAfter) {
  company_.Announced(kStart);
  EXPECT_EQ(WaitEnd(1, 0), kStart + 8ms);
  company_.Arrived(kStart);
  EXPECT_EQ(WaitEnd(1, 0), std::nullopt);
}

TEST_F(CompanyTest, OneMoreIsExpectedAfterSeveralUntilAQuietMomentAndNotBeyondSendAfter) {
  EXPECT_EQ(WaitEnd(2, 0, 1ms), kStart + 5ms);
  EXPECT_EQ(WaitEnd(2, 0, 6ms), kStart + 8ms);
}

TEST_F(CompanyTest, BusyTheyWaitForAReturn) {
  EXPECT_EQ(WaitEnd(2, 1), base::SteadyTime::max());
  company_.Announced(kStart);
  EXPECT_EQ(WaitEnd(2, 1), base::SteadyTime::max());
}

TEST_F(CompanyTest, AfterAReturnAsManyAsWereUnderWayAreExpected) {
  company_.CallReturned(kStart - 1ms, 3);
  EXPECT_EQ(WaitEnd(1, 0), kStart + 8ms);
  EXPECT_EQ(WaitEnd(2, 0), kStart + 8ms);
  EXPECT_EQ(WaitEnd(3, 0), std::nullopt);
  EXPECT_EQ(WaitEnd(4, 0), std::nullopt);
}

TEST_F(CompanyTest, ASlowMomentOfCoreIsNotWhatIsUsual) {
  company_.CallReturned(kStart - 4ms, 10);
  company_.CallReturned(kStart - 3ms, 2);
  EXPECT_EQ(WaitEnd(6, 0), kStart + 8ms);
  EXPECT_EQ(WaitEnd(7, 0), std::nullopt);
  company_.CallReturned(kStart - 2ms, 1);
  EXPECT_EQ(WaitEnd(5, 0), std::nullopt);
}

TEST_F(CompanyTest, AfterAFewLoneReadsALoneReadIsUsual) {
  company_.CallReturned(kStart - 9ms, 10);
  for (int lone = 0; lone < 5; ++lone) company_.CallReturned(kStart - 8ms, 1);
  EXPECT_EQ(WaitEnd(1, 0), std::nullopt);
}

TEST_F(CompanyTest, WhoGatheredBeforeAReturnWaitsFromItOn) {
  company_.CallReturned(kStart + 5ms, 3);
  EXPECT_EQ(WaitEnd(2, 0, 5ms), kStart + 13ms);
}

TEST_F(CompanyTest, BusyAndAllHereTheyWaitForSendAfterAlone) {
  company_.CallReturned(kStart - 1ms, 3);
  EXPECT_EQ(WaitEnd(2, 1), base::SteadyTime::max());
  EXPECT_EQ(WaitEnd(3, 1), kStart + 8ms);
  EXPECT_EQ(WaitEnd(3, 1, 8ms), std::nullopt);
}

TEST_F(CompanyTest, BusyFewerThanThoseOnTheWireWaitForAReturnAlthoughAllAreHere) {
  company_.CallReturned(kStart - 1ms, 5);
  EXPECT_EQ(WaitEnd(5, 1, 0ms, 2), base::SteadyTime::max());
  EXPECT_EQ(WaitEnd(5, 1, 0ms, 3), kStart + 8ms);
}

TEST_F(CompanyTest, WithTwoCallsOnTheWireTheyWaitForAReturnAlthoughAllAreHere) {
  company_.CallReturned(kStart - 1ms, 3);
  EXPECT_EQ(WaitEnd(3, 2), base::SteadyTime::max());
}

TEST_F(CompanyTest, WhoIsAnnouncedIsWaitedForAlthoughAsManyAreHereAsBefore) {
  company_.CallReturned(kStart - 1ms, 1);
  company_.Announced(kStart);
  EXPECT_EQ(WaitEnd(1, 0), kStart + 8ms);
}

TEST_F(CompanyTest, WhatWasUnderWayIsBelievedForItsTimeAndNoLonger) {
  company_.CallReturned(kStart - 1s, 3);
  EXPECT_EQ(WaitEnd(1, 0), std::nullopt);
  company_.CallReturned(kStart - 1ms, 3);
  EXPECT_EQ(company_.WaitEnd(kStart + 1s - 2ms, {.first_arrival = kStart + 1s - 2ms,
                                                 .last_arrival = kStart + 1s - 2ms,
                                                 .under_way = 1}),
            kStart + 1s + 6ms);
}

TEST_F(CompanyTest, WhatWasUnderWayDoesNotFadeButIsForgottenAfterItsTime) {
  company_.CallReturned(kStart - 1s, 9);
  company_.CallReturned(kStart, 1);
  EXPECT_EQ(WaitEnd(1, 0), std::nullopt);
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
