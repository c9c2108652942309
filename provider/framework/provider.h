// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// What the Provider service calls: one provider with its data sources, ephemeral resources, actions
// and functions. Nothing here knows protobuf or gRPC.
//
// Core validates on an unconfigured process, calls Configure once per graph walk, and reads many
// instances at once: every method may run concurrently with every other.

#pragma once

#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "provider/cty/value.h"
#include "provider/framework/diagnostics.h"
#include "provider/schema/schema.h"

namespace provider::framework {

enum class DeferredReason {
  kResourceConfigUnknown = 1,
  kProviderConfigUnknown = 2,
  kAbsentPrereq = 3
};

struct ReadRequest {
  const cty::Value& config;  // of the schema's type, schema conformance checked
  // Deferring without it is an error in core; with it, Terraform skips the read silently, so defer
  // only when something is really unknown.
  bool deferral_allowed = false;
  std::stop_token stop;  // StopProvider, or the host cancelled the call
};

struct ReadResponse {
  std::optional<cty::Value> state;  // of the schema's type, wholly known; absent after an error
  std::optional<DeferredReason> deferred;
  Diagnostics diagnostics;
};

class DataSource {
 public:
  virtual ~DataSource() = default;
  // Offline, all problems at once; values may be unknown. Needs no Configure.
  virtual void ValidateConfig(const cty::Value& config, Diagnostics& diagnostics) const = 0;
  [[nodiscard]] virtual ReadResponse Read(const ReadRequest& request) = 0;
};

// Opens at plan and again at apply; nothing of it is stored.
class EphemeralResource {
 public:
  virtual ~EphemeralResource() = default;
  virtual void ValidateConfig(const cty::Value& config, Diagnostics& diagnostics) const = 0;
  [[nodiscard]] virtual ReadResponse Open(const ReadRequest& request) = 0;
};

// Terraform 1.14 and later.
class Action {
 public:
  virtual ~Action() = default;
  virtual void ValidateConfig(const cty::Value& config, Diagnostics& diagnostics) const = 0;
  // Progress messages go to `progress` while it runs; the diagnostics end it.
  [[nodiscard]] virtual Diagnostics Invoke(const ReadRequest& request,
                                           const std::function<void(std::string)>& progress) = 0;
};

struct FunctionError {
  std::string text;
  std::optional<std::int64_t> argument;  // zero-based
};

// Pure: the same arguments give the same result. Runs unconfigured.
class Function {
 public:
  virtual ~Function() = default;
  [[nodiscard]] virtual std::optional<FunctionError> Call(const std::vector<cty::Value>& arguments,
                                                          cty::Value& result) const = 0;
};

struct ConfigureRequest {
  const cty::Value& config;
  std::string terraform_version;  // OpenTofu sends its own
};

class Provider {
 public:
  virtual ~Provider() = default;
  virtual void ValidateConfig(const cty::Value& config, Diagnostics& diagnostics) const = 0;
  // No network, never fails for missing credentials: it runs at destroy too. The last call wins.
  virtual void Configure(const ConfigureRequest& request, Diagnostics& diagnostics) = 0;

  // Null when there is none of that name. Valid as long as the provider.
  [[nodiscard]] virtual DataSource* FindDataSource(std::string_view type_name) = 0;
  [[nodiscard]] virtual EphemeralResource* FindEphemeralResource(std::string_view type_name) = 0;
  [[nodiscard]] virtual Action* FindAction(std::string_view type_name) = 0;
  [[nodiscard]] virtual Function* FindFunction(std::string_view name) = 0;
};

}  // namespace provider::framework
