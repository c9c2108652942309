// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// The provider block and the environment, read into settings.

#pragma once

#include <chrono>
#include <string>

#include "provider/auth/settings.h"
#include "provider/base/environment.h"
#include "provider/base/file_reader.h"
#include "provider/cty/value.h"
#include "provider/framework/diagnostics.h"

namespace provider::configure {

// How reads share calls: the block `batching`.
struct Batching {
  bool enabled = false;
  std::chrono::nanoseconds send_after{0};
  int max_buckets = 1;
};

// What the schema says where the block says nothing.
[[nodiscard]] Batching DefaultBatching();

struct ProviderConfig {
  auth::Settings auth;
  Batching batching;
};

// Offline checks of the block alone plus the environment, all problems at once, each at its path:
// half a key pair that nothing completes, a credentials file that cannot serve, endpoints,
// durations, numbers. Unknown values pass.
void ValidateProviderConfig(const cty::Value& config, const base::Environment& environment,
                            framework::Diagnostics& diagnostics,
                            const base::FileReader& files = base::SystemFileReader());

// Never fails: what is missing is recorded in the settings and becomes an error of the read that
// needs it. A TRACE line says which source of credentials won. Registers every secret with
// text::SecretRegistry::Process(). `version` and `terraform_version` go into the user agent.
[[nodiscard]] ProviderConfig ReadProviderConfig(
    const cty::Value& config, const base::Environment& environment, const std::string& version,
    const std::string& terraform_version, const base::FileReader& files = base::SystemFileReader());

}  // namespace provider::configure
