// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/bucket_check/action.h"

#include <chrono>
#include <utility>

#include <fmt/format.h>

#include "provider/bucket_check/check_config.h"
#include "provider/bucket_check/check_run.h"
#include "provider/bucket_check/messages.h"
#include "provider/text/go_duration.h"

namespace provider::bucket_check {
namespace {

// Progress messages do not need fractions of a second.
std::string Rounded(std::chrono::nanoseconds duration) {
  const auto seconds = std::chrono::round<std::chrono::seconds>(duration);
  return text::FormatGoDuration(seconds < std::chrono::seconds(1) ? duration : seconds);
}

std::string WaitingLine(const Pause& pause) {
  return fmt::format(
      "{} of {} {} cannot receive traces yet. Asking again in {}; wait_for ends in {}.",
      pause.failing, pause.buckets, pause.buckets == 1 ? "bucket" : "buckets",
      Rounded(pause.length), Rounded(pause.left));
}

}  // namespace

// Does not announce a read: core plans an action long before it invokes it, and may never invoke
// it.
void Action::ValidateConfig(const framework::ValidateRequest& request,
                            framework::Diagnostics& diagnostics) const {
  ValidateCheckConfig(request.config, diagnostics);
}

framework::Diagnostics Action::Invoke(const framework::ReadRequest& request,
                                      const std::function<void(std::string)>& progress) {
  const auto report =
      RunCheck(request, [&progress](const Pause& pause) { progress(WaitingLine(pause)); });
  if (!report) return report.error().diagnostics;
  // The count is enough; the errors give the details.
  progress(CountLine(report->queries, report->verdicts));
  framework::Diagnostics diagnostics;
  AddFailures(*report, diagnostics);
  return diagnostics;
}

}  // namespace provider::bucket_check
