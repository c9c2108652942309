// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Runs a provider by the rules that are the same for all of its types: nothing is read before
// Configure, unknown values defer a read or fail it, and a read in progress keeps the provider data
// that it began with.

#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string_view>

#include "provider/cty/value.h"
#include "provider/framework/diagnostics.h"
#include "provider/framework/provider.h"

namespace provider::framework {

// A read, an opening or an invocation, as requested by the host.
struct HostCall {
  std::string_view what;     // for messages: `data source "cts_bucket_check"`
  const cty::Value& config;  // of the schema's type; its conformance has been checked
  // Core treats a deferred response as an error if it has not allowed deferral.
  bool deferral_allowed = false;
  std::stop_token stop;
};

// Thread safe.
class Server {
 public:
  // `provider` must outlive it.
  explicit Server(Provider& provider) : provider_(provider) {}

  [[nodiscard]] const Types& types() const { return provider_.types(); }

  void ValidateProviderConfig(const cty::Value& config, Diagnostics& diagnostics) const {
    provider_.ValidateConfig(config, diagnostics);
  }
  // Can be called again at any time (reattach mode); the last call wins.
  void Configure(const ConfigureRequest& request, Diagnostics& diagnostics);

  // `Type` is DataSource, EphemeralResource or Action.
  template <typename Type>
  void Validate(const Type& type, const cty::Value& config, Diagnostics& diagnostics) const {
    const auto data = provider_data();
    type.ValidateConfig({config, data.get()}, diagnostics);
  }

  [[nodiscard]] ReadResponse Read(DataSource& source, const HostCall& call) const;
  [[nodiscard]] ReadResponse Open(EphemeralResource& resource, const HostCall& call) const;
  // Never deferred, even if the host allows it: core would take a deferred action for a success.
  [[nodiscard]] Diagnostics Invoke(Action& action, const HostCall& call,
                                   const std::function<void(std::string)>& progress) const;

 private:
  [[nodiscard]] std::shared_ptr<ProviderData> provider_data() const;
  using ReadFunction = std::function<ReadResponse(const ReadRequest&)>;
  // Numbers the read. All lines that its thread logs have the number in their field `read`.
  [[nodiscard]] ReadResponse RunNumbered(const HostCall& call, const ReadFunction& read) const;
  // The response is deferred, or has a state, or has errors.
  [[nodiscard]] ReadResponse ReadOrRefuse(const HostCall& call, const ReadFunction& read) const;

  Provider& provider_;
  mutable std::mutex mutex_;
  std::shared_ptr<ProviderData> provider_data_;  // guarded by mutex_
};

}  // namespace provider::framework
