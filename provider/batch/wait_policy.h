// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// How long reads wait for others to share their call, and how many calls can be under way.
//
// Core validates each instance just before it reads it, so a validation announces a read. Core also
// keeps a number of reads under way, limited by its -parallelism, and starts a new one for each
// that ends. So the number under way when a call returns is what to expect for a while. Both are
// hints; a wrong one costs a wait of at most `send_after` (adr/0006).

#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <string_view>

#include "provider/base/clock.h"

namespace provider::batch {

// The pending parts that wait for others.
struct UnreleasedParts {
  std::size_t parts = 0;  // at least one
  base::SteadyTime first_arrival;
  base::SteadyTime last_arrival;
  base::SteadyTime latest_send = base::SteadyTime::max();  // limit set by their deadlines
  bool saw_return = false;  // a call returned since the first of them arrived
};

// What else is under way.
struct Load {
  std::size_t reads = 0;     // all that are under way, pending ones included
  std::size_t calls = 0;     // calls under way
  std::size_t expected = 0;  // reads that are looking up their account and will join then
};

struct Wait {
  enum class Reason {
    kNone,       // no wait: they are sent now
    kCall,       // until the call under way returns
    kLimit,      // until a call under way returns, because there are as many as allowed
    kTurn,       // all reads are here, in two groups that take turns
    kAnnounced,  // for reads that were announced or are looking up their account
    kUsual,      // for as many reads as were under way when a call returned
    kFollowing,  // for one more read, because several have arrived
    kBackoff,    // until the back-off after a failed attempt is over
  };
  Reason reason = Reason::kNone;
  base::SteadyTime until = base::SteadyTime::min();  // unless something happens before
};
[[nodiscard]] std::string_view NameOf(Wait::Reason reason);  // for the log

// Not thread safe. Callers must pass times in ascending order.
class WaitPolicy {
 public:
  // No part waits longer than `send_after` from when it could first have been sent, except for a
  // call under way. An expectation is valid for `expect_for`, which is longer than that wait
  // because in a large configuration core reads an instance a quarter of a second after it
  // validated it. With zero, no read is ever expected.
  WaitPolicy(std::chrono::nanoseconds send_after, std::chrono::nanoseconds expect_for)
      : send_after_(send_after), expect_for_(expect_for) {}

  // A read is probably coming. Note that a walk that only validates announces reads that never
  // come.
  void Announced(base::SteadyTime now);
  // A read has arrived. It uses up the oldest announcement that is still valid.
  void Arrived(base::SteadyTime now);
  // `reads` is the number of reads under way just before.
  void CallReturned(base::SteadyTime now, std::size_t reads);

  [[nodiscard]] Wait WaitOf(base::SteadyTime now, const UnreleasedParts& pending, const Load& load);

 private:
  [[nodiscard]] Wait WhileBusy(const UnreleasedParts& pending, bool all_are_here,
                               bool are_a_group) const;
  [[nodiscard]] Wait WhileIdle(base::SteadyTime now, const UnreleasedParts& pending,
                               const Load& load, bool all_are_here);
  void ForgetOld(base::SteadyTime now);

  const std::chrono::nanoseconds send_after_;
  const std::chrono::nanoseconds expect_for_;
  std::deque<base::SteadyTime> announced_until_;  // end of each announcement, ascending
  base::SteadyTime last_return_ = base::SteadyTime::min();
  base::SteadyTime usual_until_ = base::SteadyTime::min();
  std::size_t usual_ = 0;  // reads under way
};

// How many calls can be under way at once. A throttled call halves the limit; each successful one
// raises it by one. Not thread safe.
class ParallelLimit {
 public:
  // Identifies the limit under which a call began. The call carries it.
  using Token = unsigned;

  explicit ParallelLimit(std::size_t most);

  [[nodiscard]] std::size_t current() const { return current_; }
  [[nodiscard]] Token Begin() const { return cuts_; }
  void Succeeded();
  // Calls that were under way together are throttled together, so only the first of them lowers the
  // limit. Returns whether the limit is lower now.
  bool Throttled(Token token);

 private:
  std::size_t most_;
  std::size_t current_;
  Token cuts_ = 0;
};

}  // namespace provider::batch
