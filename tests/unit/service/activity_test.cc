// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/service/activity.h"

#include <atomic>
#include <thread>

#include <gtest/gtest.h>

#include "provider/service/caller.h"

namespace provider::service {
namespace {

Error Failed(const char* message) {
  Error error;
  error.message = message;
  return error;
}

TEST(Activity, HasNoStepBeforeBegin) {
  Activity activity;
  EXPECT_FALSE(activity.current());
  activity.EndAttempt(Failed("early"));
  EXPECT_FALSE(activity.current());
}

TEST(Activity, KeepsTheLastFailureUntilTheStepChanges) {
  Activity activity;
  activity.Begin("asking", "https://iam.example");
  EXPECT_FALSE(activity.current()->last);
  activity.EndAttempt(Failed("first"));
  activity.Begin("asking", "https://iam.example");
  EXPECT_EQ(activity.current()->last->message, "first");
  activity.EndAttempt(std::nullopt);
  EXPECT_FALSE(activity.current()->last);
  activity.EndAttempt(Failed("second"));
  activity.Begin("asking", "https://sts.example");
  EXPECT_EQ(activity.current()->endpoint, "https://sts.example");
  EXPECT_FALSE(activity.current()->last);
}

TEST(Activity, FollowsAnotherUntilTheNextStep) {
  const auto task = std::make_shared<Activity>();
  const auto inner = std::make_shared<Activity>();
  Activity activity;
  activity.Begin("checking", "https://cts.example");
  task->Follow(inner);
  activity.Follow(task);
  EXPECT_FALSE(activity.current()) << "nothing has begun there";
  inner->Begin("renewing", "https://iam.example");
  EXPECT_EQ(activity.current()->operation, "renewing");
  task->Begin("looking up", "https://iam.example");
  EXPECT_EQ(activity.current()->operation, "looking up");
  activity.Begin("checking", "https://cts.example");
  EXPECT_EQ(activity.current()->operation, "checking");
}

TEST(Activity, CanBeReadDuringWrites) {
  const auto task = std::make_shared<Activity>();
  Activity activity;
  std::atomic<bool> over = false;
  std::jthread reader([&] {
    while (!over) {
      const auto step = activity.current();
      EXPECT_TRUE(!step || step->endpoint == "https://" + step->operation);
    }
  });
  for (int i = 0; i < 1000; ++i) {
    task->Begin(i % 2 == 0 ? "a" : "b", i % 2 == 0 ? "https://a" : "https://b");
    activity.Follow(task);
    activity.Begin("c", "https://c");
    activity.EndAttempt(Failed("x"));
  }
  over = true;
}

TEST(Activity, ReportsTheProxyOfThePendingRequest) {
  Activity activity;
  activity.Begin("checking", "https://cts.example", "10.0.0.1:3128 (HTTPS_PROXY)");
  EXPECT_EQ(activity.current()->proxy, "10.0.0.1:3128 (HTTPS_PROXY)");
  const auto error = Interrupted(Error::Kind::kTimeout, {}, activity.current());
  EXPECT_EQ(error.message,
            "The time limit was reached. The request went through the proxy 10.0.0.1:3128 "
            "(HTTPS_PROXY).");
}

TEST(Interrupted, KeepsTheHintOfTheLastAttemptOnTimeout) {
  Error last;
  last.message = "Internal error.";
  last.hint = "Contact the support.";
  EXPECT_EQ(Interrupted(Error::Kind::kTimeout, last, {}).hint, "Contact the support.");
  EXPECT_EQ(Interrupted(Error::Kind::kCancelled, last, {}).hint, "");
  last.hint.clear();
  EXPECT_EQ(Interrupted(Error::Kind::kTimeout, last, {}).hint,
            "Raise timeouts.read if the service is only slow.");
}

}  // namespace
}  // namespace provider::service
