// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/bucket_check/check_config.h"

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "provider/bucket_check/bucket_rules.h"
#include "provider/cty/path.h"
#include "provider/framework/common_arguments.h"
#include "provider/framework/config_reader.h"
#include "provider/schema/schema.h"
#include "provider/text/quoted.h"
#include "provider/text/region.h"
#include "provider/text/stray_characters.h"

namespace provider::bucket_check {
namespace {

using framework::Diagnostics;
using Duration = std::chrono::nanoseconds;

cty::Path BucketPath(std::size_t index) {
  return cty::Path::Root("buckets").Index(static_cast<std::int64_t>(index));
}

void ReadBucket(const cty::Value& element, std::size_t index, CheckConfig& config,
                Diagnostics& diagnostics) {
  if (element.IsUnknown()) return;
  if (element.IsNull()) {
    diagnostics.AddError("Missing Bucket",
                         fmt::format("The element buckets[{}] is null. Write an object with the "
                                     "attribute bucket_name, or remove the element.",
                                     index),
                         BucketPath(index));
    return;
  }
  const auto name = framework::ReadRawString(element, "bucket_name");
  const auto kms_id = framework::ReadString(element, "kms_id");
  const auto encryption = framework::ReadBool(element, "is_support_trace_files_encryption");
  if (name.unset()) {
    diagnostics.AddError("Missing Bucket Name",
                         fmt::format("The attribute bucket_name of buckets[{}] is null. Set it to "
                                     "the name of the OBS bucket to check.",
                                     index),
                         BucketPath(index));
  } else if (name.known()) {
    if (const auto faults = FindApiNameFaults(name.value); !faults.phrases.empty()) {
      diagnostics.AddError(
          "Invalid Bucket Name",
          fmt::format(
              "The attribute bucket_name of buckets[{}] is {}, which is not a bucket name. {}",
              index, text::Quoted(name.value), DescribeFaults(faults)),
          BucketPath(index));
    }
  }
  if (encryption.known() && encryption.value && kms_id.unset()) {
    diagnostics.AddError(
        "Missing KMS Key",
        fmt::format("The attribute is_support_trace_files_encryption of buckets[{}] is true, but "
                    "kms_id is not set. Set kms_id to the ID of the KMS key that encrypts the "
                    "trace files, or remove is_support_trace_files_encryption.",
                    index),
        BucketPath(index));
  }
  if (const auto stray = text::FindStrayCharacters(kms_id.value);
      kms_id.known() && !stray.empty()) {
    diagnostics.AddError("Invalid KMS Key ID",
                         fmt::format("The attribute kms_id of buckets[{}] {}, got {}. Remove it, "
                                     "for example with trimspace().",
                                     index, stray.Describe(), text::Quoted(kms_id.value)),
                         BucketPath(index));
  }
  config.buckets.push_back(
      {.name = name.value,
       .location = framework::ReadString(element, "bucket_location").ToOptional(),
       .kms_id = kms_id.ToOptional(),
       .encryption = encryption.ToOptional()});
}

void ReadBuckets(const cty::Value& buckets, CheckConfig& config, Diagnostics& diagnostics) {
  if (buckets.IsUnknown()) return;
  if (buckets.IsNull()) {
    // Null is different from an empty list: if it meant "no buckets", a check whose list is null by
    // mistake would pass.
    diagnostics.AddError("Missing Buckets",
                         "The attribute buckets is null. Set it to the list of buckets to check; "
                         "an empty list checks none.",
                         cty::Path::Root("buckets"));
    return;
  }
  const cty::Value::Elements& elements = buckets.AsList();
  config.buckets.reserve(elements.size());
  for (std::size_t i = 0; i < elements.size(); ++i) {
    ReadBucket(elements[i], i, config, diagnostics);
  }
}

void ReadTimes(const cty::Value& object, CheckConfig& config, Diagnostics& diagnostics) {
  const auto limit = framework::ReadTimeout(object, diagnostics);
  const auto wait_for = framework::ReadString(object, "wait_for");
  const cty::Path path = cty::Path::Root("wait_for");
  const Duration wait =
      framework::ReadDuration(wait_for, "The attribute wait_for", path, diagnostics)
          .value_or(Duration::zero());
  if (wait < Duration::zero()) {
    diagnostics.AddError("Invalid Duration",
                         fmt::format("The attribute wait_for is {}; it must not be negative. Set "
                                     "it for example to \"90s\", or remove it.",
                                     text::Quoted(wait_for.value)),
                         path);
  }
  if (limit && wait >= *limit) {
    diagnostics.AddError(
        "Invalid Duration",
        fmt::format("The attribute wait_for is {}; it must be shorter than timeouts.read, which is "
                    "{}. Raise timeouts.read, or remove it: the time limit is then 2m more than "
                    "wait_for.",
                    text::Quoted(wait_for.value),
                    text::Quoted(framework::ReadString(object.At("timeouts"), "read").value)),
        path);
  }
  config.wait_for = wait;
  const Duration standard = DefaultReadTimeout();
  config.read_timeout = limit.value_or(std::min(wait, Duration::max() - standard) + standard);
}

CheckConfig ReadAll(const cty::Value& object, Diagnostics& diagnostics) {
  CheckConfig config;
  ReadBuckets(object.At("buckets"), config, diagnostics);
  config.region = framework::ReadRegion(object, diagnostics);
  ReadTimes(object, config, diagnostics);
  const auto require_success = framework::ReadBool(object, "require_success");
  config.require_success = require_success.known() && require_success.value;
  return config;
}

void WarnOfNames(const cty::Value& buckets, Diagnostics& diagnostics) {
  if (buckets.IsNull() || buckets.IsUnknown()) return;
  const cty::Value::Elements& elements = buckets.AsList();
  for (std::size_t i = 0; i < elements.size(); ++i) {
    const auto name = framework::ReadRawString(elements[i], "bucket_name");
    if (!name.known()) continue;
    if (const auto faults = FindObsNameFaults(name.value); !faults.phrases.empty()) {
      diagnostics.AddWarning(
          "Bucket Name Not Allowed by OBS",
          fmt::format("The attribute bucket_name of buckets[{}] is {}, a name that no bucket can "
                      "have, so its check will fail. {}",
                      i, text::Quoted(name.value), DescribeFaults(faults)),
          BucketPath(i));
    }
  }
}

// Only a warning, because it is not documented that the location of an OBS bucket is a region ID.
void WarnOfLocations(const cty::Value& buckets, Diagnostics& diagnostics) {
  if (buckets.IsNull() || buckets.IsUnknown()) return;
  const cty::Value::Elements& elements = buckets.AsList();
  for (std::size_t i = 0; i < elements.size(); ++i) {
    const auto location = framework::ReadString(elements[i], "bucket_location");
    if (!location.known() || text::IsRegion(location.value)) continue;
    diagnostics.AddWarning(
        "Unusual Bucket Location",
        fmt::format(
            "The attribute bucket_location of buckets[{}] {}, got {}{}. It is sent as it is; "
            "set it to the region of the bucket.",
            i, text::kRegionRule, text::Quoted(location.value), text::WhyNoRegion(location.value)),
        BucketPath(i));
  }
}

}  // namespace

Duration DefaultReadTimeout() {
  static const Duration timeout =
      framework::DefaultReadTimeout(schema::Embedded().data_sources.at("cts_bucket_check").block);
  return timeout;
}

void ValidateCheckConfig(const cty::Value& config, Diagnostics& diagnostics) {
  static_cast<void>(ReadAll(config, diagnostics));
  WarnOfNames(config.At("buckets"), diagnostics);
  WarnOfLocations(config.At("buckets"), diagnostics);
}

std::optional<CheckConfig> ReadCheckConfig(const cty::Value& config, Diagnostics& diagnostics) {
  Diagnostics problems;
  CheckConfig read = ReadAll(config, problems);
  const bool usable = !problems.HasError();
  diagnostics.Append(std::move(problems));
  if (!usable) return std::nullopt;
  return read;
}

std::vector<cts::BucketQuery> QueriesFor(const CheckConfig& config, const std::string& region) {
  std::vector<cts::BucketQuery> queries;
  queries.reserve(config.buckets.size());
  for (const BucketArguments& bucket : config.buckets) {
    queries.push_back({.name = bucket.name,
                       .location = bucket.location.value_or(region),
                       .kms_id = bucket.kms_id,
                       .encryption = bucket.kms_id ? std::optional(bucket.encryption.value_or(true))
                                                   : std::nullopt});
  }
  return queries;
}

}  // namespace provider::bucket_check
