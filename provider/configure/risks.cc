// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/configure/risks.h"

#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include <fmt/format.h>

#include "provider/auth/credentials.h"
#include "provider/service/endpoint.h"

namespace provider::configure {
namespace {

struct Exposed {
  const char* secret;
  const char* service;  // its key in `endpoints`
  service::Endpoints::Address address;
};

std::optional<Exposed> FindSentSecret(const auth::Settings& settings) {
  if (!settings.credentials) return std::nullopt;
  const auto& endpoints = settings.endpoints;
  if (std::holds_alternative<auth::Password>(*settings.credentials)) {
    return Exposed{"password", "iam", endpoints.Iam()};
  }
  if (std::holds_alternative<auth::Token>(*settings.credentials)) {
    return settings.agencies.empty() ? Exposed{"token", "cts", endpoints.Cts()}
                                     : Exposed{"token", "iam", endpoints.Iam()};
  }
  if (const auto* id_token = std::get_if<auth::IdToken>(&*settings.credentials)) {
    return id_token->agency.domain_id.empty() ? Exposed{"ID token", "iam", endpoints.Iam()}
                                              : Exposed{"ID token", "sts", endpoints.Sts()};
  }
  return std::nullopt;
}

// The setting that the address came from. A default address never begins with http://.
Setting AddressOf(const Exposed& exposed, const auth::Settings& settings, const Setting& iam) {
  if (exposed.service == std::string_view("iam") && iam.known()) return iam;
  Setting setting(fmt::format("endpoints.{}", exposed.service));
  setting.state = Setting::State::kKnown;
  if (settings.endpoints.custom.contains(exposed.service)) {
    setting.path = cty::Path::Root("endpoints");
  } else {
    setting.variable =
        "HUAWEICLOUD_SDK_REGION_CTS_" + service::RegionKey(settings.endpoints.region);
  }
  return setting;
}

}  // namespace

void WarnOfRisks(const auth::Settings& settings, const Setting& insecure, const Setting& iam,
                 framework::Diagnostics& diagnostics) {
  if (settings.insecure) {
    diagnostics.AddWarning(
        "Certificates Not Verified",
        insecure.Subject() +
            " is true: anyone between this machine and the services can read and change what is "
            "sent. For a private certificate authority, set cacert_file instead.",
        insecure.path);
  }
  const auto exposed = FindSentSecret(settings);
  if (!exposed || !exposed->address || !exposed->address->starts_with("http://")) return;
  const auto address = AddressOf(*exposed, settings, iam);
  diagnostics.AddWarning(
      "Secret Sent Without Encryption",
      fmt::format("The {} is sent to {} without encryption, because {} begins with http://. Anyone "
                  "on the way can read it. Use an address that begins with https://.",
                  exposed->secret, service::OriginOf(*exposed->address), address.Source()),
      address.path);
}

}  // namespace provider::configure
