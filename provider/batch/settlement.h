// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// What a call that has returned means for each of its reads: verdicts and errors go to the reads,
// and what is to be asked again is handed back. Each read is judged by its own deadline and budget.

#pragma once

#include <cstddef>
#include <vector>

#include "provider/base/clock.h"
#include "provider/batch/read.h"
#include "provider/service/retry_policy.h"

namespace provider::batch {

struct Settlement {
  Parts again;                // pending again, each from its `due` on
  std::vector<Parts> groups;  // to be asked at once, each in a call of its own
};

// Reads that are done are left alone. A read that gets an error is done, and so is one that has
// no open query left: the caller retires it. `parallel` calls may go at a time. `jitter` is in [0,
// 1), one for all parts of the call.
[[nodiscard]] Settlement Settle(const Call& call, const Outcome& outcome,
                                const service::RetryPolicy& retries, std::size_t parallel,
                                base::SteadyTime now, double jitter);

}  // namespace provider::batch
