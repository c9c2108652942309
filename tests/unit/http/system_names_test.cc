// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// The look-up of Windows and macOS, here over glibc's getaddrinfo.

#include "provider/http/system_names.h"

#include <atomic>
#include <chrono>
#include <future>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "provider/http/name_resolver.h"

namespace provider::http {
namespace {

using std::chrono::milliseconds;
using ::testing::AnyOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using Kind = NameError::Kind;

NameQuery For(std::string name, milliseconds limit = milliseconds(5'000),
              std::stop_token stop = {}) {
  return {.name = std::move(name),
          .deadline = std::chrono::steady_clock::now() + limit,
          .stop = std::move(stop),
          .wait = {}};
}

// A look-up that does not return before Release. The thread that runs it owns what it needs.
class SlowLookUp {
 public:
  ~SlowLookUp() { Release(); }

  BlockingLookUp function() {
    return [state = state_](const std::string& name) -> NameResult {
      ++state->calls;
      state->released.wait(false);
      return Addresses{name};
    };
  }
  void Release() {
    state_->released = true;
    state_->released.notify_all();
  }
  void AwaitCall() const {
    while (state_->calls == 0) std::this_thread::sleep_for(milliseconds(1));
  }
  int calls() const { return state_->calls; }

 private:
  struct State {
    std::atomic<int> calls{0};
    std::atomic<bool> released{false};
  };
  std::shared_ptr<State> state_ = std::make_shared<State>();
};

TEST(SystemNames, FindsThisMachine) {
  const auto found = SystemNames()(For("localhost"));
  ASSERT_TRUE(found.has_value()) << static_cast<int>(found.error().kind);
  EXPECT_THAT(*found, Contains(AnyOf("127.0.0.1", "::1")));
}

TEST(SystemNames, KeepsAddresses) {
  EXPECT_THAT(SystemNames()(For("127.0.0.1")).value(), ElementsAre("127.0.0.1"));
  EXPECT_THAT(SystemNames()(For("2001:db8::1")).value(), ElementsAre("2001:db8::1"));
  EXPECT_THAT(SystemNames()(For("::ffff:10.0.0.1")).value(), ElementsAre("10.0.0.1"));
}

TEST(SystemNames, ReportsANameThatDoesNotExist) {
  const auto found = SystemNames()(For("no-such-name.invalid"));
  ASSERT_FALSE(found.has_value());
  // Without a network there is no server to say so.
  EXPECT_THAT(found.error().kind, AnyOf(Kind::kNoSuchName, Kind::kNoServer));
  EXPECT_TRUE(found.error().servers.empty());
  EXPECT_EQ(LookUpBySystem(std::string(300, 'a')).has_value(), false);
}

TEST(SystemNames, StopsAtTheDeadline) {
  SlowLookUp slow;
  const auto before = std::chrono::steady_clock::now();
  const auto found = SystemNames(slow.function())(For("cts.example", milliseconds(50)));
  EXPECT_EQ(found.error().kind, Kind::kNoServer);
  EXPECT_LT(std::chrono::steady_clock::now() - before, milliseconds(1'000));
}

TEST(SystemNames, StopsOnRequest) {
  SlowLookUp slow;
  const auto names = SystemNames(slow.function());
  std::stop_source stop;
  const std::jthread stopper([&] {
    slow.AwaitCall();
    stop.request_stop();
  });
  const auto before = std::chrono::steady_clock::now();
  const auto found = names(For("cts.example", milliseconds(20'000), stop.get_token()));
  EXPECT_EQ(found.error().kind, Kind::kCancelled);
  EXPECT_LT(std::chrono::steady_clock::now() - before, milliseconds(5'000));
}

TEST(SystemNames, LeavesTheThreadBehindWithItsState) {
  SlowLookUp slow;
  {
    const auto names = SystemNames(slow.function());
    EXPECT_FALSE(names(For("cts.example", milliseconds(10))).has_value());
  }
  slow.Release();  // the thread ends after the names are gone
}

TEST(SystemNames, LookUpsOfOneNameShareAThread) {
  SlowLookUp slow;
  const auto names = SystemNames(slow.function());
  EXPECT_FALSE(names(For("cts.example", milliseconds(1))).has_value());
  EXPECT_FALSE(names(For("cts.example", milliseconds(1))).has_value());
  EXPECT_FALSE(names(For("iam.example", milliseconds(1))).has_value());
  auto waiting = std::async(std::launch::async, [&] { return names(For("cts.example")); });
  slow.Release();
  EXPECT_THAT(waiting.get().value(), ElementsAre("cts.example"));
  EXPECT_LE(slow.calls(), 3);  // a third one if the waiting look-up came after the release
  EXPECT_THAT(names(For("new.example")).value(), ElementsAre("new.example"));
}

TEST(SystemNames, TurnsExceptionsOfTheThreadIntoAnError) {
  const auto names = SystemNames([](const std::string&) -> NameResult { throw std::bad_alloc(); });
  EXPECT_EQ(names(For("cts.example")).error().kind, Kind::kFailed);
}

TEST(SystemNames, ServeTheResolver) {
  int calls = 0;
  NameResolver resolver(SystemNames([&](const std::string&) -> NameResult {
    if (++calls > 1) return tl::unexpected(NameError{Kind::kNoServer, {}, {}});
    return Addresses{"10.0.0.1"};
  }));
  EXPECT_THAT(resolver.Resolve(For("cts.example")).value(), ElementsAre("10.0.0.1"));
  EXPECT_THAT(resolver.Resolve(For("cts.example")).value(), ElementsAre("10.0.0.1"));
  EXPECT_EQ(calls, 1);
  resolver.Forget("cts.example");
  EXPECT_THAT(resolver.Resolve(For("cts.example")).value(), ElementsAre("10.0.0.1"));
  EXPECT_EQ(calls, 2);
}

}  // namespace
}  // namespace provider::http
