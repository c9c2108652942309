// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/bucket_check/check_read.h"

#include <utility>

#include "provider/bucket_check/check_config.h"
#include "provider/bucket_check/check_run.h"
#include "provider/bucket_check/result_value.h"

namespace provider::bucket_check {

void ValidateCheck(const CheckService& service, const cty::Value& config,
                   framework::Diagnostics& diagnostics) {
  ValidateCheckConfig(config, diagnostics);
  if (!diagnostics.HasError()) AnnounceCheck(service, config);
}

framework::ReadResponse ReadCheck(const CheckService& service, base::Clock& clock,
                                  const framework::ReadRequest& request) {
  CheckOutcome outcome = RunCheck(service, clock, request);
  framework::ReadResponse response;
  response.deferred = outcome.deferred;
  response.diagnostics = std::move(outcome.diagnostics);
  if (!outcome.report) return response;
  if (outcome.report->require_success) AddFailures(*outcome.report, response.diagnostics);
  if (!response.diagnostics.HasError()) {
    response.state = ResultValue(request.config, *outcome.report);
  }
  return response;
}

}  // namespace provider::bucket_check
