// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// The interfaces that a provider implements: itself, its data sources, ephemeral resources, actions
// and functions. Independent of protobuf and gRPC; server.h runs it.
//
// Core validates on an unconfigured process, calls Configure once per graph walk, and reads many
// instances at once: every method may run concurrently with every other.

#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "provider/cty/value.h"
#include "provider/framework/diagnostics.h"
#include "provider/schema/schema.h"

namespace provider::framework {

// What Configure returns. The provider derives from it, and the framework passes it to every read.
class ProviderData {
 public:
  virtual ~ProviderData() = default;
};

// Values of the protocol's Deferred.Reason.
enum class DeferredReason {
  kResourceConfigUnknown = 1,
  kProviderConfigUnknown = 2,
  kAbsentPrereq = 3
};

struct ValidateRequest {
  const cty::Value& config;  // of the schema's type; values may be unknown
  // Null before the first Configure. Use it to announce reads; a validation's result must not
  // depend on it.
  ProviderData* provider_data = nullptr;
};

struct ReadRequest {
  const cty::Value& config;  // of the schema's type, wholly known
  ProviderData& provider_data;
  std::stop_token stop;  // requested by StopProvider, or when the host cancels the call
};

struct ReadResponse {
  std::optional<cty::Value> state;  // of the schema's type, wholly known; absent after an error
  // Set if the errors are a reason to defer, for a host that allows it. Terraform then skips the
  // read silently, so set it only if something is really unknown.
  std::optional<DeferredReason> deferred;
  Diagnostics diagnostics;
};

class DataSource {
 public:
  virtual ~DataSource() = default;
  // Offline. Reports all problems at once. Does not need Configure.
  virtual void ValidateConfig(const ValidateRequest& request, Diagnostics& diagnostics) const = 0;
  [[nodiscard]] virtual ReadResponse Read(const ReadRequest& request) = 0;
};

// Opened at plan and again at apply. Nothing of it is stored.
class EphemeralResource {
 public:
  virtual ~EphemeralResource() = default;
  virtual void ValidateConfig(const ValidateRequest& request, Diagnostics& diagnostics) const = 0;
  [[nodiscard]] virtual ReadResponse Open(const ReadRequest& request) = 0;
};

// Terraform 1.14 and later.
class Action {
 public:
  virtual ~Action() = default;
  virtual void ValidateConfig(const ValidateRequest& request, Diagnostics& diagnostics) const = 0;
  // Reports progress through `progress` while it runs; the returned diagnostics end it.
  [[nodiscard]] virtual Diagnostics Invoke(const ReadRequest& request,
                                           const std::function<void(std::string)>& progress) = 0;
};

struct FunctionError {
  std::string text;
  std::optional<std::int64_t> argument;  // zero-based
};

// Must be pure: the same arguments give the same result. Runs on an unconfigured process.
class Function {
 public:
  virtual ~Function() = default;
  [[nodiscard]] virtual std::optional<FunctionError> Call(const std::vector<cty::Value>& arguments,
                                                          cty::Value& result) const = 0;
};

// All types of a provider, by name. Each name has a schema in schemas/.
struct Types {
  template <typename T>
  using ByName = std::map<std::string, std::unique_ptr<T>, std::less<>>;

  ByName<DataSource> data_sources;
  ByName<EphemeralResource> ephemeral_resources;
  ByName<Action> actions;
  ByName<Function> functions;
};

// Null if there is none of that name.
template <typename T>
[[nodiscard]] T* Find(const Types::ByName<T>& types, std::string_view name) {
  const auto found = types.find(name);
  return found == types.end() ? nullptr : found->second.get();
}

struct ConfigureRequest {
  const cty::Value& config;
  std::string terraform_version;  // OpenTofu sends its own version
};

class Provider {
 public:
  virtual ~Provider() = default;
  virtual void ValidateConfig(const cty::Value& config, Diagnostics& diagnostics) const = 0;
  // Must not use the network or fail for missing credentials, because it runs at destroy too. Never
  // returns null.
  [[nodiscard]] virtual std::shared_ptr<ProviderData> Configure(const ConfigureRequest& request,
                                                                Diagnostics& diagnostics) = 0;
  // Returns the same object on each call.
  [[nodiscard]] virtual const Types& types() const = 0;
};

}  // namespace provider::framework
