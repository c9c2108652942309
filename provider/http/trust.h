// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Which authorities are trusted to certify servers.

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

// Exactly one of the two is set.
struct Trust {
  std::unique_ptr<const CaBundle> bundle;           // cacert_file, which replaces the machine's
  std::unique_ptr<const SystemAuthorities> system;  // the machine's
};

// `ca` is the path of a PEM file of at most 64 MiB, or PEM text, or empty. `setting` is the
// argument or variable it came from. The error is a sentence.
[[nodiscard]] tl::expected<Trust, std::string> LoadTrust(std::string_view ca,
                                                         std::string_view setting,
                                                         const base::Environment& environment);

// Why `ca` is unusable, in a sentence that names `setting` and says how to fix it. nullopt if it is
// usable or empty. Reads a file, but sends nothing.
[[nodiscard]] std::optional<std::string> WhyCaIsUnusable(std::string_view ca,
                                                         std::string_view setting);

// What to do if a server's authority is not trusted, in sentences.
[[nodiscard]] std::string AdviceOnTrust(const Trust& trust, std::string_view setting);

}  // namespace provider::http
