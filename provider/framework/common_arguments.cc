// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/framework/common_arguments.h"

#include <algorithm>

#include <fmt/format.h>

#include "provider/text/go_duration.h"
#include "provider/text/quoted.h"
#include "provider/text/region.h"

namespace provider::framework {
namespace {

using Duration = std::chrono::nanoseconds;

}  // namespace

std::string ReadRegion(const cty::Value& config, Diagnostics& diagnostics) {
  const auto region = ReadString(config, "region");
  if (!region.known() || text::IsRegion(region.value)) return region.value;
  diagnostics.AddError("Invalid Region",
                       fmt::format("The argument \"region\" {}, got {}{}.", text::kRegionRule,
                                   text::Quoted(region.value), text::WhyNoRegion(region.value)),
                       cty::Path::Root("region"));
  return {};
}

std::optional<Duration> ReadDuration(const Argument<std::string>& argument,
                                     std::string_view subject, const cty::Path& path,
                                     Diagnostics& diagnostics) {
  if (!argument.known()) return std::nullopt;
  const auto duration = text::ParseGoDuration(argument.value);
  if (duration) return *duration;
  diagnostics.AddError("Invalid Duration",
                       fmt::format("{} {}, got {}: {}.", subject, text::kDurationRule,
                                   text::Quoted(argument.value), duration.error()),
                       path);
  return std::nullopt;
}

std::optional<Duration> ReadTimeout(const cty::Value& config, Diagnostics& diagnostics) {
  const auto read = ReadString(config.At("timeouts"), "read");
  // Note that the path stops here: for a path into a nested attribute, some cores show the block's
  // header.
  const cty::Path path = cty::Path::Root("timeouts");
  const auto limit = ReadDuration(read, "The attribute read of timeouts", path, diagnostics);
  if (!limit || *limit > Duration::zero()) return limit;
  diagnostics.AddError("Invalid Duration",
                       fmt::format("The attribute read of timeouts is {}; it must be positive, "
                                   "for example \"2m\".",
                                   text::Quoted(read.value)),
                       path);
  return std::nullopt;
}

Duration DefaultReadTimeout(const schema::Block& block) {
  const auto* read = block.FindAttribute("timeouts")->nested->FindAttribute("read");
  return text::ParseGoDuration(read->default_text.value()).value();
}

base::SteadyTime DeadlineAfter(base::SteadyTime now, Duration limit) {
  return now + std::min<Duration>(limit, std::chrono::hours(24 * 365));
}

}  // namespace provider::framework
