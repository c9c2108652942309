// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/bucket_check/waiting_check.h"

#include <future>
#include <map>
#include <mutex>
#include <stop_token>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/bucket_check/check_cloud.h"
#include "tests/unit/bucket_check/check_values.h"

namespace provider::bucket_check {
namespace {

using framework::ReadResponse;
using provider::testing::ActionConfigFrom;
using provider::testing::CallsOf;
using provider::testing::CheckCloud;
using provider::testing::CheckConfigFrom;
using provider::testing::FakeTransport;
using provider::testing::Json;
using provider::testing::KnownAccountSettings;
using provider::testing::ManualClock;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

using namespace std::chrono_literals;

// A cloud in which "late-N" and "late-N-…" can receive traces from the Nth check on, and which
// records what was checked when.
class SlowCloud {
 public:
  struct Call {
    std::chrono::milliseconds at;  // since the first
    std::vector<std::string> names;
  };

  explicit SlowCloud(const configure::Batching& options = configure::DefaultBatching()) {
    cloud_.Configure(KnownAccountSettings(), options);
  }

  FakeTransport::Result Respond(const http::Request& request) {
    const std::lock_guard lock(mutex_);
    const auto now = cloud_.clock().SteadyNow();
    if (calls_.empty()) first_call_at_ = now;
    Call call{.at = std::chrono::duration_cast<std::chrono::milliseconds>(now - first_call_at_),
              .names = {}};
    CheckCloud::Verdicts verdicts;
    const auto body = nlohmann::json::parse(request.body);
    for (const auto& bucket : body.at("buckets")) {
      const auto name = bucket.at("bucket_name").get<std::string>();
      call.names.push_back(name);
      if (name.starts_with("late-") && ++check_counts_[name] < std::stoi(name.substr(5))) {
        verdicts[name] = CheckCloud::NoSuchBucket();
      }
    }
    calls_.push_back(std::move(call));
    return errors_.contains(calls_.size()) ? errors_.at(calls_.size())
                                           : CheckCloud::Respond(request, verdicts);
  }

  // The response to the call of this number, from 1.
  void FailCall(std::size_t number, http::Response response) {
    errors_.emplace(number, std::move(response));
  }

  std::vector<std::vector<std::string>> CheckedNames() {
    std::vector<std::vector<std::string>> names;
    for (const auto& call : calls_) names.push_back(call.names);
    return names;
  }
  std::vector<std::chrono::milliseconds> CheckTimes() {
    std::vector<std::chrono::milliseconds> times;
    for (const auto& call : calls_) times.push_back(call.at);
    return times;
  }

  // Runs `work` on one thread, whose sleeps advance the clock.
  template <typename Work>
  auto Run(const Work& work) {
    auto result = std::async(std::launch::async, work);
    while (result.wait_for(0s) != std::future_status::ready) {
      if (!cloud_.clock().AdvanceToNextSleep()) result.wait_for(1ms);
    }
    return result.get();
  }
  ReadResponse Read(std::string_view config) {
    return Run([&] { return cloud_.Read(CheckConfigFrom(config)); });
  }
  CheckCloud& cloud() { return cloud_; }

 private:
  std::mutex mutex_;
  base::SteadyTime first_call_at_;
  std::vector<Call> calls_;
  std::map<std::string, int> check_counts_;
  std::map<std::size_t, http::Response> errors_;
  CheckCloud cloud_{
      [this](const http::Request& request, std::stop_token) { return Respond(request); }};
};

bool AllSucceeded(const ReadResponse& response) {
  return response.state && response.state->At("all_successful").AsBool();
}

std::vector<double> PausesOf(std::chrono::nanoseconds left) {
  std::vector<double> seconds;
  for (std::size_t round = 1;; ++round) {
    const auto pause = NextPause(round, left);
    if (pause == 0s) return seconds;
    seconds.push_back(std::chrono::duration<double>(pause).count());
    left -= pause;
  }
}

TEST(NextPause, GrowsFromTwoToTenSecondsAndEndsWithTheWait) {
  EXPECT_THAT(PausesOf(0s), IsEmpty());
  EXPECT_THAT(PausesOf(-1s), IsEmpty());
  EXPECT_THAT(PausesOf(500ms), ElementsAre(0.5));
  EXPECT_THAT(PausesOf(2s), ElementsAre(2));
  EXPECT_THAT(PausesOf(3s), ElementsAre(3));
  EXPECT_THAT(PausesOf(4s), ElementsAre(2, 2));
  EXPECT_THAT(PausesOf(60s), ElementsAre(2, 3, 4.5, 6.75, 10, 10, 10, 10, 3.75));
}

TEST(NextPause, IsBetweenTwoAndTenSeconds) {
  for (auto left = 2s; left < 600s; ++left) {
    double sum = 0;
    for (const double pause : PausesOf(left)) {
      EXPECT_GE(pause, 2) << left.count();
      EXPECT_LE(pause, 10) << left.count();
      sum += pause;
    }
    EXPECT_DOUBLE_EQ(sum, static_cast<double>(left.count()));
  }
}

// After a long call, the next one must still wait at least two seconds.
TEST(NextPause, EndsWhenLessThanTwoSecondsAreLeft) {
  EXPECT_EQ(NextPause(2, 1999ms), 0s);
  EXPECT_EQ(NextPause(2, 2s), 2s);
  EXPECT_EQ(NextPause(1, 1999ms), 1999ms);
}

TEST(WaitFor, ChecksOnceWhenUnsetOrZero) {
  SlowCloud slow;
  EXPECT_FALSE(AllSucceeded(
      slow.cloud().Read(CheckConfigFrom(R"({"buckets":[{"bucket_name":"late-2"}]})"))));
  EXPECT_FALSE(AllSucceeded(slow.cloud().Read(
      CheckConfigFrom(R"({"buckets":[{"bucket_name":"late-9"}],"wait_for":"0s"})"))));
  EXPECT_THAT(slow.CheckedNames(), SizeIs(2));
}

TEST(WaitFor, ChecksOnlyFailedBucketsAgainUntilAllSucceed) {
  SlowCloud slow;
  const ReadResponse response = slow.Read(R"({"wait_for":"1m","buckets":[
      {"bucket_name":"late-3"},{"bucket_name":"audit-1"},{"bucket_name":"late-2"}]})");
  EXPECT_TRUE(AllSucceeded(response));
  EXPECT_THAT(slow.CheckedNames(),
              ElementsAre(ElementsAre("late-3", "audit-1", "late-2"),
                          ElementsAre("late-3", "late-2"), ElementsAre("late-3")));
  EXPECT_THAT(slow.CheckTimes(), ElementsAre(0s, 2s, 5s));
  EXPECT_EQ(response.state->At("summary").AsString(), "3 of 3 buckets can receive traces.");
  for (const auto& result : response.state->At("results").AsList()) {
    EXPECT_TRUE(result.At("check_bucket_response").At("success").AsBool());
  }
}

TEST(WaitFor, ReturnsTheLastVerdictWhenItHasElapsed) {
  SlowCloud slow;
  const ReadResponse response = slow.Read(R"({"wait_for":"11s","buckets":[
      {"bucket_name":"late-99"},{"bucket_name":"late-3"}]})");
  ASSERT_TRUE(response.state.has_value());
  EXPECT_THAT(slow.CheckTimes(), ElementsAre(0s, 2s, 5s, 11s));
  EXPECT_THAT(response.state->At("failed_bucket_names").AsList(),
              ElementsAre(cty::Value::String("late-99")));
  EXPECT_THAT(response.diagnostics.items(), IsEmpty());
}

TEST(WaitFor, ChecksIdenticalEntriesOncePerRound) {
  SlowCloud slow;
  const ReadResponse response = slow.Read(R"({"wait_for":"1m","buckets":[
      {"bucket_name":"late-2"},{"bucket_name":"late-2"}]})");
  EXPECT_TRUE(AllSucceeded(response));
  EXPECT_THAT(slow.CheckedNames(), ElementsAre(ElementsAre("late-2"), ElementsAre("late-2")));
}

TEST(WaitFor, RequireSuccessAppliesToTheLastVerdict) {
  SlowCloud slow;
  EXPECT_TRUE(AllSucceeded(slow.Read(
      R"({"wait_for":"1m","require_success":true,"buckets":[{"bucket_name":"late-2"}]})")));
  const ReadResponse response = slow.Read(
      R"({"wait_for":"5s","require_success":true,"buckets":[{"bucket_name":"late-99"}]})");
  ASSERT_THAT(response.diagnostics.items(), SizeIs(1));
  EXPECT_EQ(response.diagnostics.items()[0].path.ToString(), "buckets[0]");
}

TEST(WaitFor, AddsTwoMinutesToTheDefaultTimeLimit) {
  SlowCloud slow;
  const auto start = slow.cloud().clock().SteadyNow();
  slow.Read(R"({"wait_for":"5s","buckets":[{"bucket_name":"late-2"}]})");
  slow.cloud().Read(CheckConfigFrom(
      R"({"wait_for":"5s","timeouts":{"read":"9s"},"buckets":[{"bucket_name":"b-1"}]})"));
  const auto requests = slow.cloud().requests();
  ASSERT_THAT(requests, SizeIs(3));
  EXPECT_EQ(requests[0].deadline, start + 125s);
  EXPECT_EQ(requests[1].deadline, start + 125s);
  EXPECT_EQ(requests[2].deadline, slow.cloud().clock().SteadyNow() + 9s);
}

TEST(WaitFor, ErrorInTheFirstRoundEndsTheCheck) {
  SlowCloud slow;
  slow.FailCall(1, Json(403, {{"error_code", "CTS.0013"}, {"error_msg", "No permission."}}));
  const ReadResponse response = slow.cloud().Read(
      CheckConfigFrom(R"({"wait_for":"1h","buckets":[{"bucket_name":"late-2"}]})"));
  EXPECT_FALSE(response.state.has_value());
  ASSERT_THAT(response.diagnostics.items(), SizeIs(1));
  EXPECT_THAT(response.diagnostics.items()[0].detail, HasSubstr("CTS.0013"));
  EXPECT_THAT(slow.CheckedNames(), SizeIs(1));
}

TEST(WaitFor, ErrorInALaterRoundEndsTheCheck) {
  SlowCloud slow;
  slow.FailCall(2, Json(403, {{"error_code", "CTS.0013"}, {"error_msg", "No permission."}}));
  const ReadResponse response =
      slow.Read(R"({"wait_for":"1h","buckets":[{"bucket_name":"late-99"}]})");
  EXPECT_FALSE(response.state.has_value());
  ASSERT_THAT(response.diagnostics.items(), SizeIs(1));
  EXPECT_THAT(response.diagnostics.items()[0].detail, HasSubstr("CTS.0013"));
  EXPECT_THAT(slow.CheckedNames(), SizeIs(2));
}

TEST(WaitFor, RetriesATransientFailureWithinARound) {
  SlowCloud slow;
  slow.FailCall(2, Json(502, {{"error_code", "APIGW.0201"}, {"error_msg", "Busy."}}));
  EXPECT_TRUE(AllSucceeded(slow.Read(R"({"wait_for":"1m","buckets":[{"bucket_name":"late-3"}]})")));
  EXPECT_THAT(slow.CheckedNames(), SizeIs(3));
}

TEST(WaitFor, CancellationEndsAPauseAtOnce) {
  SlowCloud slow;
  std::stop_source stop;
  auto read = std::async(std::launch::async, [&] {
    return slow.cloud().Read(
        CheckConfigFrom(R"({"wait_for":"1h","buckets":[{"bucket_name":"late-99"}]})"), false,
        stop.get_token());
  });
  slow.cloud().clock().AwaitSleepUntil(slow.cloud().clock().SteadyNow() + 2s - 10ms);
  stop.request_stop();
  ASSERT_EQ(read.wait_for(10s), std::future_status::ready) << "the time stands still";
  const ReadResponse response = read.get();
  EXPECT_FALSE(response.state.has_value());
  ASSERT_THAT(response.diagnostics.items(), SizeIs(1));
  EXPECT_EQ(response.diagnostics.items()[0].summary, "Bucket Check Cancelled");
  EXPECT_THAT(response.diagnostics.items()[0].detail, HasSubstr("wait_for"));
  EXPECT_THAT(slow.CheckedNames(), SizeIs(1));
}

TEST(WaitFor, ReadsThatWaitTogetherShareCalls) {
  constexpr int kReads = 10;
  SlowCloud slow(CallsOf(kReads));
  ManualClock& clock = slow.cloud().clock();
  std::vector<cty::Value> configs;
  for (int i = 0; i < kReads; ++i) {
    configs.push_back(CheckConfigFrom(R"({"wait_for":"4s","buckets":[{"bucket_name":"late-2-)" +
                                      std::to_string(i) + R"("}]})"));
    // As core does, so that the first round is one call.
    EXPECT_FALSE(slow.cloud().Validate(configs.back()).HasError());
  }
  const auto start = clock.SteadyNow();
  std::vector<std::future<ReadResponse>> reads;
  for (const auto& config : configs) {
    reads.push_back(std::async(std::launch::async, [&] { return slow.cloud().Read(config); }));
  }
  clock.AwaitSleepUntil(start + 2s - 10ms, kReads);
  clock.Advance(2s - 10ms);
  clock.AwaitSleepUntil(start + 2s, kReads);
  clock.Advance(10ms);
  for (auto& read : reads) EXPECT_TRUE(AllSucceeded(read.get()));
  EXPECT_THAT(slow.CheckedNames(), ElementsAre(SizeIs(kReads), SizeIs(kReads)));
}

TEST(WaitFor, DoesNotWaitWithoutBuckets) {
  SlowCloud slow;
  EXPECT_TRUE(
      AllSucceeded(slow.cloud().Read(CheckConfigFrom(R"({"wait_for":"1h","buckets":[]})"))));
  EXPECT_THAT(slow.CheckedNames(), IsEmpty());
}

TEST(WaitFor, AppliesToTheEphemeralResource) {
  SlowCloud slow;
  const auto config = CheckConfigFrom(R"({"wait_for":"1m","buckets":[{"bucket_name":"late-2"}]})");
  EXPECT_TRUE(AllSucceeded(slow.Run([&] { return slow.cloud().Open(config); })));
}

TEST(WaitFor, ActionReportsEachRound) {
  SlowCloud slow;
  std::vector<std::string> progress;
  const auto config = ActionConfigFrom(
      R"({"wait_for":"1m","buckets":[{"bucket_name":"late-3"},{"bucket_name":"audit-1"}]})");
  const auto diagnostics = slow.Run([&] {
    return slow.cloud().Invoke(
        config, [&](std::string message) { progress.push_back(std::move(message)); });
  });
  EXPECT_THAT(diagnostics.items(), IsEmpty());
  EXPECT_THAT(
      progress,
      ElementsAre(
          "1 of 2 buckets cannot receive traces yet. Asking again in 2s; wait_for ends in 1m0s.",
          "1 of 2 buckets cannot receive traces yet. Asking again in 3s; wait_for ends in 58s.",
          "2 of 2 buckets can receive traces."));
}

}  // namespace
}  // namespace provider::bucket_check
