// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/auth/probation.h"

#include <atomic>
#include <latch>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "provider/service/activity.h"
#include "tests/support/eventually.h"

namespace provider::auth {
namespace {

using namespace std::chrono_literals;
using provider::testing::Eventually;
using Kind = service::Error::Kind;
using Use = Probation::Use;

constexpr const char* kFirstEndpoint = "https://iam.example";
constexpr const char* kNextEndpoint = "https://cts.example";
constexpr const char* kOperation = "waiting for the first call with these credentials";

// Starts callers, each on its own thread, and counts how they may use the credential.
class ProbationTest : public ::testing::Test {
 protected:
  void StartCallers(int callers) {
    for (int i = 0; i < callers; ++i) {
      threads.emplace_back([this] {
        service::Activity activity;
        ++arrived;
        switch (probation.Enter(kNextEndpoint, 1min, {.activity = &activity}).value()) {
          case Use::kFree:
            ++free;
            break;
          case Use::kNever:
            ++refused;
            break;
          case Use::kAlone:
            ++alone;
            break;
          case Use::kBeside:
            ++beside;
        }
      });
    }
    EXPECT_TRUE(Eventually([this, callers] { return arrived == callers; }));
  }

  Probation probation;
  std::atomic<int> arrived = 0;
  std::atomic<int> free = 0;
  std::atomic<int> refused = 0;
  std::atomic<int> alone = 0;
  std::atomic<int> beside = 0;
  std::vector<std::jthread> threads;
};

TEST_F(ProbationTest, FirstCallGoesAloneAndItsSuccessFreesTheOthers) {
  EXPECT_EQ(probation.Enter(kFirstEndpoint, 10s, {}), Use::kAlone);
  StartCallers(8);
  EXPECT_EQ(free + refused + alone, 0);
  probation.Accepted();
  probation.Leave();
  // Far sooner than the callers' patience ends.
  EXPECT_TRUE(Eventually([this] { return free == 8; }));
  EXPECT_EQ(probation.Enter(kNextEndpoint, 0s, {}), Use::kFree);
}

TEST_F(ProbationTest, RefusalReachesAllWaitingCallersAndIsFinal) {
  EXPECT_EQ(probation.Enter(kFirstEndpoint, 10s, {}), Use::kAlone);
  StartCallers(8);
  probation.Refused();
  probation.Leave();
  EXPECT_TRUE(Eventually([this] { return refused == 8; }));
  probation.Accepted();
  EXPECT_EQ(probation.Enter(kNextEndpoint, 10s, {}), Use::kNever);
}

TEST_F(ProbationTest, NextCallGoesAloneAfterAnInconclusiveFirstCall) {
  EXPECT_EQ(probation.Enter(kFirstEndpoint, 10s, {}), Use::kAlone);
  StartCallers(4);
  for (int i = 1; i <= 4; ++i) {
    probation.Leave();
    EXPECT_TRUE(Eventually([this, i] { return alone == i; }));
  }
  EXPECT_EQ(free + refused, 0);
  threads.clear();
  probation.Leave();
  EXPECT_EQ(probation.Enter(kNextEndpoint, 10s, {}), Use::kAlone);
}

TEST_F(ProbationTest, AcceptedCredentialCanBeRefusedLater) {
  EXPECT_EQ(probation.Enter(kFirstEndpoint, 10s, {}), Use::kAlone);
  probation.Accepted();
  probation.Leave();
  EXPECT_EQ(probation.Enter(kNextEndpoint, 10s, {}), Use::kFree);
  probation.Leave();
  EXPECT_EQ(probation.Enter(kNextEndpoint, 10s, {}), Use::kFree) << "a late word changes nothing";
  probation.Refused();
  EXPECT_EQ(probation.Enter(kNextEndpoint, 10s, {}), Use::kNever);
}

TEST_F(ProbationTest, StopsWaitingForAFirstCallThatHangs) {
  EXPECT_EQ(probation.Enter(kFirstEndpoint, 10s, {}), Use::kAlone);
  for (const auto patience : {-1s, 0s}) {
    EXPECT_EQ(probation.Enter(kNextEndpoint, patience, {}), Use::kBeside);
  }
  service::Activity activity;
  EXPECT_EQ(probation.Enter(kNextEndpoint, 1ms, {.activity = &activity}), Use::kBeside);
  EXPECT_EQ(activity.current()->operation, kOperation);
  EXPECT_EQ(activity.current()->endpoint, kFirstEndpoint);
}

TEST_F(ProbationTest, CancellationEndsTheWait) {
  EXPECT_EQ(probation.Enter(kFirstEndpoint, 10s, {}), Use::kAlone);
  std::stop_source stop;
  std::jthread waits([&] {
    const auto entered =
        probation.Enter(kNextEndpoint, std::chrono::nanoseconds::max(), {.stop = stop.get_token()});
    EXPECT_EQ(entered.error().kind, Kind::kCancelled);
    EXPECT_EQ(entered.error().operation, kOperation);
    EXPECT_EQ(entered.error().endpoint, kFirstEndpoint);
  });
  stop.request_stop();
}

TEST_F(ProbationTest, OnlyOneCallAtATimeGoesAloneUnderLoad) {
  std::atomic<int> inside = 0;
  std::atomic<int> calls = 0;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&, i] {
      for (int n = 0; n < 100; ++n) {
        const auto use = probation.Enter(kNextEndpoint, i % 2 == 0 ? 10s : 0s, {});
        if (use != Use::kAlone) continue;
        EXPECT_EQ(++inside, 1);
        ++calls;
        --inside;
        probation.Leave();
      }
    });
  }
  threads.clear();
  EXPECT_GE(calls, 400) << "those with patience all had their turn";
}

}  // namespace
}  // namespace provider::auth
