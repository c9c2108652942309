// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/bucket_check/action.h"

#include <utility>

#include "provider/bucket_check/check_config.h"
#include "provider/bucket_check/check_run.h"
#include "provider/bucket_check/messages.h"

namespace provider::bucket_check {

// Announces nothing: core plans an action long before it invokes it, if ever.
void Action::ValidateConfig(const cty::Value& config, framework::Diagnostics& diagnostics) const {
  ValidateCheckConfig(config, diagnostics);
}

framework::Diagnostics Action::Invoke(const framework::ReadRequest& request,
                                      const std::function<void(std::string)>& progress) {
  // A deferred invocation would pass for a green one.
  CheckOutcome outcome =
      RunCheck(service_, clock_, {request.config, /*deferral_allowed=*/false, request.stop});
  if (outcome.report) {
    progress(Summary(outcome.report->queries, outcome.report->verdicts));
    AddFailures(*outcome.report, outcome.diagnostics);
  }
  return std::move(outcome.diagnostics);
}

}  // namespace provider::bucket_check
