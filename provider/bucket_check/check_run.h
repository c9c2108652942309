// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// One check from arguments to verdicts: what reading the data source, opening the ephemeral
// resource and invoking the action have in common.

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "provider/base/clock.h"
#include "provider/bucket_check/check_service.h"
#include "provider/bucket_check/waiting_check.h"
#include "provider/cts/check_bucket.h"
#include "provider/framework/diagnostics.h"
#include "provider/framework/provider.h"

namespace provider::bucket_check {

struct CheckReport {
  std::vector<cts::BucketQuery> queries;     // in the order of `buckets`
  std::vector<cts::BucketVerdict> verdicts;  // one per query
  std::string region;                        // empty: there is none, and nothing was checked
  std::string domain_id;                     // empty: nothing was checked
  bool require_success = false;
};

// Exactly one of: a report, a deferral, an error among the diagnostics.
struct CheckOutcome {
  std::optional<CheckReport> report;
  std::optional<framework::DeferredReason> deferred;
  framework::Diagnostics diagnostics;
};

// A configuration without errors was validated: when all of it is known, its read is about to come,
// and reads that share a call may wait for it. Before the first Configure it does nothing.
void AnnounceCheck(const CheckService& service, const cty::Value& config);

// A bucket that cannot receive traces is data in the report; an error means that the check itself
// could not be run. With no buckets it makes no call and needs no session. `on_pause` is called
// before each pause of wait_for.
[[nodiscard]] CheckOutcome RunCheck(const CheckService& service, base::Clock& clock,
                                    const framework::ReadRequest& request,
                                    const OnPause& on_pause = {});

// One error for each bucket that cannot receive traces, at buckets[i].
void AddFailures(const CheckReport& report, framework::Diagnostics& diagnostics);

}  // namespace provider::bucket_check
