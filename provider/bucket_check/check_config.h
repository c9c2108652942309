// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// The arguments of a check, read from a configuration. The data source, the ephemeral resource and
// the action share them.
//
// Note that the path of a bucket's problem is buckets[i], never deeper. For a deeper path, some
// cores show the block's header instead of the line, so the text names the attribute.

#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "provider/cts/check_bucket.h"
#include "provider/cty/value.h"
#include "provider/framework/diagnostics.h"

namespace provider::bucket_check {

// The default of timeouts.read, from the schema.
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
  std::string region;  // empty: the provider's region
  bool require_success = false;
  // Zero: buckets that fail are not checked again. Otherwise the read timeout is longer than this.
  std::chrono::nanoseconds wait_for{0};
  // timeouts.read; if it is not set, the default in addition to wait_for.
  std::chrono::nanoseconds read_timeout{0};
};

// Offline. Reports all problems at once, including warnings. Unknown values pass.
void ValidateCheckConfig(const cty::Value& config, framework::Diagnostics& diagnostics);

// Reports the same errors, but not the warnings, because core validates before it reads. nullopt
// after an error. An unknown value reads as unset; the caller must make sure that all values are
// known.
[[nodiscard]] std::optional<CheckConfig> ReadCheckConfig(const cty::Value& config,
                                                         framework::Diagnostics& diagnostics);

// The queries to send. The location defaults to the region. Encryption defaults to true with a KMS
// key; without a key it is not sent.
[[nodiscard]] std::vector<cts::BucketQuery> QueriesFor(const CheckConfig& config,
                                                       const std::string& region);

}  // namespace provider::bucket_check
