// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/bucket_check/check_run.h"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <stdexcept>
#include <utility>

#include "provider/bucket_check/check_config.h"
#include "provider/bucket_check/messages.h"
#include "provider/bucket_check/shared_checks.h"
#include "provider/cty/path.h"
#include "provider/framework/common_arguments.h"
#include "provider/framework/config_reader.h"
#include "provider/session/session.h"

namespace provider::bucket_check {
namespace {

using session::Session;

}  // namespace

void AnnounceCheck(const cty::Value& config, framework::ProviderData& provider_data) {
  if (!config.IsWhollyKnown() || config.At("buckets").AsList().empty()) return;
  auto& session = Session::Of(provider_data);
  const auto region =
      session.RegionFor(framework::ReadString(config, "region").ToOptional().value_or(""));
  if (region) session.Shared<SharedChecks>().Announce(*region);
}

tl::expected<CheckReport, framework::ReadResponse> RunCheck(const framework::ReadRequest& request,
                                                            const OnPause& on_pause) {
  framework::ReadResponse invalid;
  const auto config = ReadCheckConfig(request.config, invalid.diagnostics);
  if (!config) return tl::unexpected(std::move(invalid));

  auto& session = Session::Of(request.provider_data);
  if (config->buckets.empty()) {
    CheckReport report;
    report.region = config->region.empty() ? session.settings().endpoints.region : config->region;
    return report;
  }
  const auto region = session.RegionFor(config->region);
  if (!region) {
    return tl::unexpected(
        session::FailRead(region.error(), cts::kCheckTitle,
                          config->region.empty() ? cty::Path() : cty::Path::Root("region")));
  }

  const auto begun = session.clock().SteadyNow();
  CheckInput check{.region = *region,
                   .queries = QueriesFor(*config, *region),
                   .deadline = framework::DeadlineAfter(begun, config->read_timeout)};
  auto response =
      CheckAndWait(session.Shared<SharedChecks>(), session.clock(), check,
                   framework::DeadlineAfter(begun, config->wait_for), request.stop, on_pause);
  if (!response) return tl::unexpected(session::FailRead(response.error(), cts::kCheckTitle));
  if (response->verdicts.size() != check.queries.size()) {
    throw std::logic_error("a check has not as many verdicts as buckets");
  }
  return CheckReport{.queries = std::move(check.queries),
                     .verdicts = std::move(response->verdicts),
                     .region = *region,
                     .domain_id = std::move(response->domain_id),
                     .require_success = config->require_success};
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
