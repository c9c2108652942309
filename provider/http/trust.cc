// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/http/trust.h"

#include <algorithm>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "provider/text/redaction.h"

namespace provider::http {
namespace {

tl::expected<std::unique_ptr<const CaBundle>, std::string> ReadBundle(std::string_view ca,
                                                                      std::string_view setting) {
  const bool is_text = ca.find("-----BEGIN") != std::string_view::npos;
  std::string pem(ca);
  if (!is_text) {
    auto text = ReadCaFile(setting, pem);
    if (!text) return tl::unexpected(std::move(text.error()));
    pem = *std::move(text);
  }
  auto bundle = CaBundle::Read(pem);
  if (bundle) return bundle;
  const bool has_certificate = pem.find("CERTIFICATE-----") != std::string::npos;
  return tl::unexpected(fmt::format(
      "{} {}.", setting,
      !has_certificate ? "holds no certificate: it must be the path of a PEM file, or PEM text"
      : is_text ? "holds a damaged certificate: the text between BEGIN and END must be complete"
                : fmt::format(
                      "names \"{}\", which holds a damaged certificate: copy it again, as a whole",
                      text::CleanForeignText(ca, 200))));
}

}  // namespace

tl::expected<Trust, std::string> LoadTrust(std::string_view ca, std::string_view setting,
                                           const base::Environment& environment) {
  Trust trust;
  if (!ca.empty()) {
    auto bundle = ReadBundle(ca, setting);
    if (!bundle) return tl::unexpected(std::move(bundle.error()));
    trust.bundle = *std::move(bundle);
    return trust;
  }
  auto locations = FindCaLocations(environment);
  if (!locations) return tl::unexpected(std::move(locations.error()));
  trust.system = std::make_unique<const SystemAuthorities>(*std::move(locations));
  return trust;
}

std::optional<std::string> WhyCaIsUnusable(std::string_view ca, std::string_view setting) {
  if (ca.empty()) return std::nullopt;
  auto bundle = ReadBundle(ca, setting);
  return bundle ? std::nullopt : std::optional(std::move(bundle.error()));
}

std::string AdviceOnTrust(const Trust& trust, std::string_view setting) {
  if (trust.bundle) {
    return fmt::format(
        "{} alone decides who is trusted, and does not have this authority. Add its certificate.",
        setting);
  }
  auto unusable = trust.system->Unusable();
  std::string advice =
      trust.system->IsEmpty()
          ? fmt::format("No CA certificates were found in {}. {}, or set cacert_file.",
                        trust.system->Places(),
                        trust.system->HasStore() ? "Add the authority there"
                                                 : "Install the package ca-certificates")
          : "If it is the authority of your company or of a proxy, set cacert_file to its "
            "certificate.";
  if (unusable.empty()) return advice;
  constexpr std::size_t kMost = 3;
  unusable.resize(std::min(unusable.size(), kMost));
  return fmt::format("{} Not usable: {}.", advice, fmt::join(unusable, ", "));
}

}  // namespace provider::http
