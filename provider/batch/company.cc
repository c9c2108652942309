// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/batch/company.h"

#include <algorithm>

namespace provider::batch {

void Company::CallReturned(base::SteadyTime now, std::size_t under_way) {
  last_return_ = now;
  // A slow moment of core is not what is usual: what was more fades by a quarter with each return.
  usual_ = std::max(under_way, now < usual_until_ ? usual_ - (usual_ + 3) / 4 : 0);
  usual_until_ = now + expect_for_;
}

std::optional<base::SteadyTime> Company::WaitEnd(base::SteadyTime now, const Gathering& gathering) {
  const bool knows_usual = now < usual_until_;
  const bool all_are_here = knows_usual && gathering.under_way >= usual_;
  auto end = now;
  if (gathering.busy_calls > 0) {
    // Two groups of like size that take turns keep core busy. Smaller ones would stay small for
    // ever.
    const bool are_a_group =
        gathering.busy_calls == 1 && 2 * gathering.reads >= gathering.under_way;
    if (!all_are_here || !are_a_group) return base::SteadyTime::max();
    end = gathering.first_arrival + send_after_;
  } else {
    end = announcements_.ExpectedUntil(now).value_or(now);
    if (knows_usual) {
      if (!all_are_here) end = base::SteadyTime::max();
    } else if (gathering.under_way > 1) {
      end = std::max(end, gathering.last_arrival + send_after_ / 2);
    }
    end = std::min(end, std::max(gathering.first_arrival, last_return_) + send_after_);
  }
  return end > now ? std::optional(end) : std::nullopt;
}

}  // namespace provider::batch
