// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// One check from arguments to verdicts: the part that the data source, the ephemeral resource and
// the action share.

#pragma once

#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "provider/bucket_check/waiting_check.h"
#include "provider/cts/check_bucket.h"
#include "provider/framework/diagnostics.h"
#include "provider/framework/provider.h"

namespace provider::bucket_check {

struct CheckReport {
  std::vector<cts::BucketQuery> queries;     // in the order of `buckets`
  std::vector<cts::BucketVerdict> verdicts;  // one per query
  std::string region;                        // empty: no region is set, and nothing was checked
  std::string domain_id;                     // empty: nothing was checked
  bool require_success = false;
};

// Call after a configuration was validated without errors. If it is wholly known, its read is about
// to come, and reads that share a call may wait for it.
void AnnounceCheck(const cty::Value& config, framework::ProviderData& provider_data);

// A bucket that cannot receive traces is data in the report. The error is the response if the check
// could not be run. With no buckets, it makes no call and needs no credentials. `on_pause` is
// called before each pause of wait_for.
[[nodiscard]] tl::expected<CheckReport, framework::ReadResponse> RunCheck(
    const framework::ReadRequest& request, const OnPause& on_pause = {});

// Adds one error at buckets[i] for each bucket that cannot receive traces.
void AddFailures(const CheckReport& report, framework::Diagnostics& diagnostics);

}  // namespace provider::bucket_check
