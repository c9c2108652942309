// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Who is trusted to certify servers.

#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "provider/base/environment.h"
#include "provider/http/ca_bundle.h"
#include "provider/http/ca_roots.h"

namespace provider::http {

// One of the two is set.
struct Trust {
  std::unique_ptr<const CaBundle> bundle;           // cacert_file, which decides alone
  std::unique_ptr<const SystemAuthorities> system;  // the machine's
};

// `ca` is the path of a PEM file, at most 64 MiB, or PEM text, and may be empty; `setting` is the
// argument or variable it came from. An error is a sentence.
[[nodiscard]] tl::expected<Trust, std::string> LoadTrust(std::string_view ca,
                                                         std::string_view setting,
                                                         const base::Environment& environment);

// Why `ca` cannot be used, as a sentence that names `setting` and how to fix it; nullopt when it
// can, or is empty. Reads a file, and sends nothing.
[[nodiscard]] std::optional<std::string> WhyCaIsUnusable(std::string_view ca,
                                                         std::string_view setting);

// What to do about a server whose authority is not trusted, in sentences.
[[nodiscard]] std::string AdviceOnTrust(const Trust& trust, std::string_view setting);

}  // namespace provider::http
