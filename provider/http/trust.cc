// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/http/trust.h"

#include <cstddef>
#include <utility>

#include "provider/base/file_reader.h"
#include "provider/http/ca_roots.h"

namespace provider::http {

constexpr std::size_t kMaxBundleBytes = 64U << 20;

tl::expected<Trust, std::string> LoadTrust(std::string_view ca,
                                           const base::Environment& environment) {
  auto roots = FindCaRoots(ca, environment);
  if (!roots) return tl::unexpected(std::move(roots.error()));
  Trust trust{.bundle = nullptr, .directories = std::move(roots->directory)};
  if (roots->pem.empty() && roots->file.empty()) return trust;
  if (roots->pem.empty()) {
    auto text = base::SystemFileReader().Read(roots->file, kMaxBundleBytes);
    if (!text) {
      return tl::unexpected("The CA certificates cannot be read: their file " + text.error() + ".");
    }
    roots->pem = *std::move(text);
  }
  trust.bundle = CaBundle::Read(roots->pem);
  if (!trust.bundle) {
    return tl::unexpected<std::string>(
        "The CA certificates cannot be read: they are damaged or not in PEM form.");
  }
  return trust;
}

}  // namespace provider::http
