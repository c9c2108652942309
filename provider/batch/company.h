// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// How long reads that gather wait for others to share their call.
//
// Core keeps a number of reads under way, as many as its -parallelism allows, and sends one more
// for each that is answered. So what was under way when a call returned tells how many to expect:
// fewer, and others are about to come; as many, and nobody can come before the next call returns.
// As long as no call has returned, the announcements tell, and that one more tends to follow
// several.

#pragma once

#include <chrono>
#include <cstddef>
#include <optional>

#include "provider/base/clock.h"
#include "provider/batch/announcements.h"

namespace provider::batch {

// The reads that gather.
struct Gathering {
  base::SteadyTime first_arrival;
  base::SteadyTime last_arrival;
  std::size_t reads = 0;       // at least one
  std::size_t under_way = 0;   // they and those whose calls are on the wire
  std::size_t busy_calls = 0;  // on the wire; 0 also when one has returned since the first came
};

// Not thread safe. Times are given in ascending order.
class Company {
 public:
  // No read waits beyond `send_after` from when it could have gone. What is expected is believed
  // for `expect_for`: longer than the wait for it, because in a large configuration core reads an
  // instance a quarter of a second after it validated it. With zero nobody is ever expected.
  Company(std::chrono::nanoseconds send_after, std::chrono::nanoseconds expect_for)
      : send_after_(send_after), expect_for_(expect_for), announcements_(expect_for) {}

  void Announced(base::SteadyTime now) { announcements_.Add(now); }
  void Arrived(base::SteadyTime now) { announcements_.Arrived(now); }
  // `under_way` counts the reads just before, those that the call answers included.
  void CallReturned(base::SteadyTime now, std::size_t under_way);

  // Until when they wait if nothing happens before; nullopt: not at all.
  [[nodiscard]] std::optional<base::SteadyTime> WaitEnd(base::SteadyTime now,
                                                        const Gathering& gathering);

 private:
  const std::chrono::nanoseconds send_after_;
  const std::chrono::nanoseconds expect_for_;
  Announcements announcements_;
  base::SteadyTime last_return_ = base::SteadyTime::min();
  base::SteadyTime usual_until_ = base::SteadyTime::min();
  std::size_t usual_ = 0;  // reads under way
};

}  // namespace provider::batch
