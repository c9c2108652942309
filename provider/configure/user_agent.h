// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// The User-Agent header of every request.

#pragma once

#include <string>

#include "provider/base/environment.h"

namespace provider::configure {

// "terraform-provider-cts/0.1.0 Terraform/1.15.5", followed by TF_APPEND_USER_AGENT. Only printable
// ASCII: the parts come from outside, and a line break would begin another header. Note that
// OpenTofu is also shown as Terraform, because the protocol does not distinguish them.
[[nodiscard]] std::string MakeUserAgent(const std::string& version,
                                        const std::string& terraform_version,
                                        const base::Environment& environment);

}  // namespace provider::configure
