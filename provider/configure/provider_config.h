// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Reads the provider block and the environment into settings.

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

// The schema's defaults.
[[nodiscard]] Batching DefaultBatching();

struct ProviderConfig {
  auth::Settings auth;
  Batching batching;
};

// Checks the block and the environment without network access, and reports all problems at once,
// each at its path: half a key pair that nothing completes, an unusable credentials file,
// endpoints, durations, numbers. Accepts unknown values.
void ValidateProviderConfig(const cty::Value& config, const base::Environment& environment,
                            framework::Diagnostics& diagnostics,
                            const base::FileReader& files = base::SystemFileReader());

// Never fails: missing values are recorded in the settings and become errors of the reads that need
// them. Logs the chosen source of credentials at TRACE. Registers every secret with
// text::SecretRegistry::Process(). `version` and `terraform_version` are used in the user agent.
[[nodiscard]] ProviderConfig ReadProviderConfig(
    const cty::Value& config, const base::Environment& environment, const std::string& version,
    const std::string& terraform_version, const base::FileReader& files = base::SystemFileReader());

}  // namespace provider::configure
