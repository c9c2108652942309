// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// The arguments of a check, read from a configuration that the data source, the ephemeral resource
// and the action share.
//
// Note that a problem of a bucket has the path buckets[i], never deeper. Some cores show the
// block's header instead of the line for a deeper one, so the text names the attribute.

#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "provider/cts/check_bucket.h"
#include "provider/cty/value.h"
#include "provider/framework/diagnostics.h"

namespace provider::bucket_check {

// timeouts.read where it is not set, from the schema.
[[nodiscard]] std::chrono::nanoseconds DefaultReadTimeout();

struct BucketArguments {
  std::string name;
  std::optional<std::string> location;
  std::optional<std::string> kms_id;
  std::optional<bool> encryption;  // is_support_trace_files_encryption
  friend bool operator==(const BucketArguments&, const BucketArguments&) = default;
};

struct CheckConfig {
  std::vector<BucketArguments> buckets;
  std::string region;  // empty: the provider's
  bool require_success = false;
  // Zero: buckets that fail are not asked again. Else the time limit is longer than this.
  std::chrono::nanoseconds wait_for{0};
  // timeouts.read; where that is not set, the default after wait_for.
  std::chrono::nanoseconds read_timeout{0};
};

// Offline, all problems at once; unknown values pass. Adds the warnings too.
void ValidateCheckConfig(const cty::Value& config, framework::Diagnostics& diagnostics);

// The same errors, without the warnings: core validates before it reads. nullopt after an error.
// What is unknown reads as unset; the caller has made sure that nothing is.
[[nodiscard]] std::optional<CheckConfig> ReadCheckConfig(const cty::Value& config,
                                                         framework::Diagnostics& diagnostics);

// What to ask the API. The location defaults to the region, encryption to true with a KMS key;
// without one it is not sent.
[[nodiscard]] std::vector<cts::BucketQuery> QueriesFor(const CheckConfig& config,
                                                       const std::string& region);

}  // namespace provider::bucket_check
