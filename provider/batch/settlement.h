// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// What the outcome of a call means for each of its reads: verdicts and errors go to the reads, and
// the parts that have to be checked again are returned. Each read has its own deadline and budget.

#pragma once

#include <cstddef>
#include <vector>

#include "provider/base/clock.h"
#include "provider/batch/read.h"
#include "provider/service/retry_policy.h"

namespace provider::batch {

struct Settlement {
  Parts again;                // pending again, until their `due`
  std::vector<Parts> groups;  // to be sent at once, each in its own call
};

// Ignores reads that are done. A read with an error, or without open queries, is done; the caller
// retires it. `parallel` is the number of calls that can be under way at once. `jitter` is in [0,
// 1), the same for all parts of the call.
[[nodiscard]] Settlement Settle(const Call& call, const Outcome& outcome,
                                const service::RetryPolicy& retries, std::size_t parallel,
                                base::SteadyTime now, double jitter);

}  // namespace provider::batch
