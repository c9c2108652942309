// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Who is trusted to certify servers: what ca_roots.h found, ready for use.

#pragma once

#include <memory>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "provider/base/environment.h"
#include "provider/http/ca_bundle.h"

namespace provider::http {

struct Trust {
  std::unique_ptr<const CaBundle> bundle;  // null: there is no file and no PEM text
  std::string directories;                 // hashed ones, separated by ':'; may be empty
};

// `ca` and `environment` as for FindCaRoots. Reads a bundle, at most 64 MiB of it. An error is a
// sentence.
[[nodiscard]] tl::expected<Trust, std::string> LoadTrust(std::string_view ca,
                                                         const base::Environment& environment);

}  // namespace provider::http
