// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/framework/server.h"

#include <atomic>
#include <chrono>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "provider/base/log.h"

namespace provider::framework {
namespace {

using base::LogLevel;

std::string NextReadNumber() {
  static std::atomic<unsigned> last = 0;
  return fmt::format("{}", ++last);
}

std::string Outcome(const ReadResponse& response) {
  if (response.deferred) return "deferred";
  for (const auto& diagnostic : response.diagnostics.items()) {
    if (diagnostic.severity == Severity::kError) return diagnostic.summary;
  }
  return "success";
}

}  // namespace

void Server::Configure(const ConfigureRequest& request, Diagnostics& diagnostics) {
  auto data = provider_.Configure(request, diagnostics);
  // Swaps instead of assigning, because destroying the old data may be slow and must not happen
  // under the lock.
  const std::lock_guard lock(mutex_);
  provider_data_.swap(data);
}

std::shared_ptr<ProviderData> Server::provider_data() const {
  const std::lock_guard lock(mutex_);
  return provider_data_;
}

ReadResponse Server::Read(DataSource& source, const HostCall& call) const {
  return RunNumbered(call, [&source](const ReadRequest& request) { return source.Read(request); });
}

ReadResponse Server::Open(EphemeralResource& resource, const HostCall& call) const {
  return RunNumbered(call,
                     [&resource](const ReadRequest& request) { return resource.Open(request); });
}

Diagnostics Server::Invoke(Action& action, const HostCall& call,
                           const std::function<void(std::string)>& progress) const {
  const HostCall undeferred{call.what, call.config, /*deferral_allowed=*/false, call.stop};
  return RunNumbered(undeferred,
                     [&](const ReadRequest& request) {
                       ReadResponse response;
                       response.diagnostics = action.Invoke(request, progress);
                       return response;
                     })
      .diagnostics;
}

ReadResponse Server::RunNumbered(const HostCall& call, const ReadFunction& read) const {
  const base::LogScope scope("read", NextReadNumber());
  const bool is_logged = base::LogEnabled(LogLevel::kTrace);
  const auto begun = std::chrono::steady_clock::now();
  if (is_logged) base::Log(LogLevel::kTrace, "Read begins", {{"type", std::string(call.what)}});
  auto response = ReadOrRefuse(call, read);
  if (is_logged) {
    const auto duration = std::chrono::steady_clock::now() - begun;
    base::Log(LogLevel::kTrace, "Read ends",
              {{"duration_ms", base::Milliseconds(duration)}, {"outcome", Outcome(response)}});
  }
  return response;
}

ReadResponse Server::ReadOrRefuse(const HostCall& call, const ReadFunction& read) const {
  ReadResponse response;
  const auto data = provider_data();
  if (!call.config.IsWhollyKnown()) {
    response.deferred = DeferredReason::kResourceConfigUnknown;
    response.diagnostics.AddError(
        "Unknown Argument",
        fmt::format("An argument of the {} has no known value yet. Apply the resources that the "
                    "value comes from first.",
                    call.what));
  } else if (!data) {
    response.diagnostics.AddError(
        "Provider Not Configured",
        fmt::format("The {} cannot be used because the provider is not configured. Please report "
                    "this to the provider's developers: Terraform configures a provider before it "
                    "reads anything.",
                    call.what));
  } else {
    response = read({call.config, *data, call.stop});
  }
  if (!call.deferral_allowed) response.deferred.reset();
  if (response.deferred) response.diagnostics = {};
  if (response.deferred || response.diagnostics.HasError()) response.state.reset();
  return response;
}

}  // namespace provider::framework
