// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// How long reads wait for others to share their call, and how many calls may be under way.
//
// Core validates each instance just before it reads it, so a validation announces a read. Core also
// keeps a number of reads under way, as many as its -parallelism allows, and starts one more for
// each that ends: what was under way when a call returned is what to expect for a while. Both are
// hints, which cost a wait of at most `send_after` when they are wrong (adr/0006).

#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <string_view>

#include "provider/base/clock.h"

namespace provider::batch {

// The parts of reads that wait for others.
struct Gathering {
  std::size_t parts = 0;  // at least one
  base::SteadyTime first_arrival;
  base::SteadyTime last_arrival;
  base::SteadyTime latest_send = base::SteadyTime::max();  // what their deadlines allow
  bool saw_return = false;  // a call returned since the first of them came
};

// What is under way besides.
struct Surroundings {
  std::size_t reads = 0;   // all that are under way, those that gather included
  std::size_t calls = 0;   // on the wire
  std::size_t coming = 0;  // reads that look up their account and will ask then
};

struct Wait {
  enum class Reason {
    kNone,       // they go now
    kCall,       // until the call on the wire returns
    kTurn,       // all reads are here, in two groups that take turns
    kAnnounced,  // for reads that were announced or are looking up their account
    kUsual,      // for as many reads as there were when a call returned
    kFollowing,  // for one more, since several have come
    kBackoff,    // until the back-off of a failed attempt is over
  };
  Reason reason = Reason::kNone;
  base::SteadyTime until = base::SteadyTime::min();  // if nothing happens before
};
[[nodiscard]] std::string_view NameOf(Wait::Reason reason);  // for the log

// Not thread safe. Times are given in ascending order.
class WaitPolicy {
 public:
  // Nobody waits beyond `send_after` from when it could have gone, except for a call on the wire.
  // What is expected is believed for `expect_for`: longer than the wait for it, because in a large
  // configuration core reads an instance a quarter of a second after it validated it. With zero
  // nobody is ever expected.
  WaitPolicy(std::chrono::nanoseconds send_after, std::chrono::nanoseconds expect_for)
      : send_after_(send_after), expect_for_(expect_for) {}

  // A read is about to come. It may not: a walk that only validates announces, and never reads.
  void Announced(base::SteadyTime now);
  // A read is here: one announcement less, the oldest that is still believed.
  void Arrived(base::SteadyTime now);
  // `reads` are those that were under way just before.
  void CallReturned(base::SteadyTime now, std::size_t reads);

  [[nodiscard]] Wait WaitOf(base::SteadyTime now, const Gathering& gathering,
                            const Surroundings& surroundings);

 private:
  [[nodiscard]] Wait WhileBusy(const Gathering& gathering, bool all_are_here,
                               bool are_a_group) const;
  [[nodiscard]] Wait WhileIdle(base::SteadyTime now, const Gathering& gathering,
                               const Surroundings& surroundings, bool all_are_here);
  void ForgetOld(base::SteadyTime now);

  const std::chrono::nanoseconds send_after_;
  const std::chrono::nanoseconds expect_for_;
  std::deque<base::SteadyTime> announced_until_;  // of each announcement, ascending
  base::SteadyTime last_return_ = base::SteadyTime::min();
  base::SteadyTime usual_until_ = base::SteadyTime::min();
  std::size_t usual_ = 0;  // reads under way
};

// How many calls may be under way at once: halved when the service says that it is too much, one
// more for each call that went well. Not thread safe.
class ParallelLimit {
 public:
  // A call carries the token it began with.
  using Token = unsigned;

  explicit ParallelLimit(std::size_t most);

  [[nodiscard]] std::size_t current() const { return current_; }
  [[nodiscard]] Token Begin() const { return cuts_; }
  void Succeeded();
  // Calls that were under way together are told together that they are too many; only the first
  // of them cuts the limit.
  void Throttled(Token token);

 private:
  std::size_t most_;
  std::size_t current_;
  Token cuts_ = 0;
};

}  // namespace provider::batch
