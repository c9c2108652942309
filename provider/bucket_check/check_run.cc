// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/bucket_check/check_run.h"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <stdexcept>
#include <utility>
#include <variant>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "provider/auth/credentials.h"
#include "provider/auth/settings.h"
#include "provider/bucket_check/check_config.h"
#include "provider/bucket_check/messages.h"
#include "provider/bucket_check/quoted.h"
#include "provider/cty/path.h"
#include "provider/service/error.h"

namespace provider::bucket_check {
namespace {

// Longer is as good as for ever, and adding it to a clock must not overflow.
constexpr std::chrono::nanoseconds kLongestTimeout = std::chrono::hours(24 * 365);

CheckOutcome Fail(std::string summary, std::string detail, cty::Path path = {}) {
  CheckOutcome outcome;
  outcome.diagnostics.AddError(std::move(summary), std::move(detail), std::move(path));
  return outcome;
}

CheckOutcome Fail(const service::Error& error) { return Fail(error.ToSummary(), error.ToDetail()); }

// Deferring where the host has not offered it is an error in core.
CheckOutcome DeferOrFail(const framework::ReadRequest& request, framework::DeferredReason reason,
                         std::string summary, std::string detail) {
  if (!request.deferral_allowed) return Fail(std::move(summary), std::move(detail));
  CheckOutcome outcome;
  outcome.deferred = reason;
  return outcome;
}

// What ties the provider to its own region, so that a check in another one would go to the wrong
// place or be refused; empty when nothing does.
std::string RegionTie(const auth::Settings& settings) {
  if (settings.endpoints.custom.contains("cts")) {
    return "its endpoint for CTS (endpoints.cts, or a variable "
           "HUAWEICLOUD_SDK_REGION_CTS_<REGION>) "
           "serves one region";
  }
  if (!settings.credentials) return "";
  if (std::holds_alternative<auth::Token>(*settings.credentials)) {
    return "its token is valid for a project of one region";
  }
  if (std::holds_alternative<auth::Password>(*settings.credentials)) {
    return "the token made from its user_name and password is valid for a project of one region";
  }
  return "";
}

}  // namespace

CheckOutcome RunCheck(const CheckService& service, const base::Clock& clock,
                      const framework::ReadRequest& request) {
  CheckOutcome outcome;
  const std::optional<CheckConfig> config = ReadCheckConfig(request.config, outcome.diagnostics);
  if (!config) return outcome;
  if (!request.config.IsWhollyKnown()) {
    return DeferOrFail(request, framework::DeferredReason::kResourceConfigUnknown,
                       "Unknown Argument",
                       "An argument of this check has no known value yet, so the check cannot be "
                       "made. Apply first what the value comes from.");
  }

  const std::shared_ptr<auth::Session> session = service.session();
  if (config->buckets.empty()) {
    CheckReport report;
    report.region = config->region;
    if (report.region.empty() && session) report.region = session->settings().endpoints.region;
    outcome.report = std::move(report);
    return outcome;
  }
  if (!session) {
    return Fail("Provider Not Configured",
                "The buckets cannot be checked because the provider is not configured. Please "
                "report this to the provider's developers: Terraform configures a provider before "
                "it reads.");
  }
  const auth::Settings& settings = session->settings();
  if (!settings.unknown_arguments.empty()) {
    return DeferOrFail(
        request, framework::DeferredReason::kProviderConfigUnknown, "Unknown Provider Argument",
        fmt::format("The buckets cannot be checked because the provider block has arguments whose "
                    "values are not known yet: {}. Set them to values that are known during plan, "
                    "or apply first what they come from, for example with -target.",
                    fmt::join(settings.unknown_arguments, ", ")));
  }
  if (const std::string& own = config->region;
      !own.empty() && !settings.endpoints.region.empty() && own != settings.endpoints.region) {
    if (const std::string tie = RegionTie(settings); !tie.empty()) {
      return Fail("Invalid Attribute Combination",
                  fmt::format("The attribute region is {}, but the provider is configured for {}, "
                              "and {}. Remove region, or use a second provider block with an alias "
                              "for that region.",
                              Quoted(own), Quoted(settings.endpoints.region), tie),
                  cty::Path::Root("region"));
    }
  }
  const auto region = session->RegionFor(config->region);
  if (!region) return Fail(region.error());

  cts::CheckRequest check{
      .region = *region,
      .queries = QueriesFor(*config, *region),
      .deadline = clock.SteadyNow() + std::min(config->read_timeout, kLongestTimeout)};
  auto answer = cts::CheckBuckets(*session, check, request.stop);
  if (!answer) return Fail(answer.error());
  if (answer->verdicts.size() != check.queries.size()) {
    throw std::logic_error("a check has not as many verdicts as buckets");
  }
  outcome.report = CheckReport{.queries = std::move(check.queries),
                               .verdicts = std::move(answer->verdicts),
                               .region = *region,
                               .domain_id = std::move(answer->domain_id),
                               .require_success = config->require_success};
  return outcome;
}

void AddFailures(const CheckReport& report, framework::Diagnostics& diagnostics) {
  for (std::size_t i = 0; i < report.verdicts.size(); ++i) {
    if (report.verdicts[i].success) continue;
    diagnostics.AddError("Bucket Cannot Receive Traces",
                         FailureMessage(report.queries[i], report.verdicts[i]),
                         cty::Path::Root("buckets").Index(static_cast<std::int64_t>(i)));
  }
}

}  // namespace provider::bucket_check
