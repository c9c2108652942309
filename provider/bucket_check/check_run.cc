// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/bucket_check/check_run.h"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <stdexcept>
#include <utility>

#include "provider/auth/settings.h"
#include "provider/bucket_check/check_config.h"
#include "provider/bucket_check/messages.h"
#include "provider/cty/path.h"
#include "provider/framework/config_reader.h"
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

// Deferring where the host has not offered it is an error in core.
CheckOutcome DeferOrFail(const framework::ReadRequest& request, framework::DeferredReason reason,
                         std::string summary, std::string detail) {
  if (!request.deferral_allowed) return Fail(std::move(summary), std::move(detail));
  CheckOutcome outcome;
  outcome.deferred = reason;
  return outcome;
}

// Only an argument of the provider block that is known after apply can be waited for.
CheckOutcome DeferOrFail(const framework::ReadRequest& request, const service::Error& error,
                         cty::Path path) {
  if (error.kind != service::Error::Kind::kUnknown) {
    return Fail(error.ToSummary(), error.ToDetail(), std::move(path));
  }
  return DeferOrFail(request, framework::DeferredReason::kProviderConfigUnknown, error.ToSummary(),
                     error.ToDetail());
}

}  // namespace

void AnnounceCheck(const CheckService& service, const cty::Value& config) {
  const auto checks = service.checks();
  if (!checks || !config.IsWhollyKnown() || config.At("buckets").AsList().empty()) return;
  const auto region = checks->session().RegionFor(
      framework::ReadString(config, "region").ToOptional().value_or(""));
  if (region) checks->Announce(*region);
}

CheckOutcome RunCheck(const CheckService& service, base::Clock& clock,
                      const framework::ReadRequest& request, const OnPause& on_pause) {
  CheckOutcome outcome;
  const std::optional<CheckConfig> config = ReadCheckConfig(request.config, outcome.diagnostics);
  if (!config) return outcome;
  if (!request.config.IsWhollyKnown()) {
    return DeferOrFail(request, framework::DeferredReason::kResourceConfigUnknown,
                       "Unknown Argument",
                       "An argument of this check has no known value yet, so the check cannot be "
                       "run. Apply the resources that the value comes from first.");
  }

  const std::shared_ptr<SharedChecks> checks = service.checks();
  if (config->buckets.empty()) {
    CheckReport report;
    report.region = config->region;
    if (report.region.empty() && checks) {
      report.region = checks->session().settings().endpoints.region;
    }
    outcome.report = std::move(report);
    return outcome;
  }
  if (!checks) {
    return Fail("Provider Not Configured",
                "The buckets cannot be checked because the provider is not configured. Please "
                "report this to the provider's developers: Terraform configures a provider before "
                "it runs a check.");
  }
  const auth::Session& session = checks->session();
  const auto region = session.RegionFor(config->region);
  if (!region) {
    return DeferOrFail(request, region.error(),
                       config->region.empty() ? cty::Path() : cty::Path::Root("region"));
  }

  const auto begun = clock.SteadyNow();
  CheckRequest check{.region = *region,
                     .queries = QueriesFor(*config, *region),
                     .deadline = begun + std::min(config->read_timeout, kLongestTimeout)};
  auto answer =
      CheckAndWait(*checks, clock, check, begun + std::min(config->wait_for, kLongestTimeout),
                   request.stop, on_pause);
  if (!answer) return DeferOrFail(request, answer.error(), {});
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
                         BucketMessage(report.queries[i], report.verdicts[i]),
                         cty::Path::Root("buckets").Index(static_cast<std::int64_t>(i)));
  }
}

}  // namespace provider::bucket_check
