// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "tests/support/standin/temporary_keys.h"

#include <algorithm>
#include <optional>
#include <utility>

#include <fmt/chrono.h>
#include <nlohmann/json.hpp>

#include "tests/support/standin/json_reading.h"

namespace standin {
namespace {

using nlohmann::json;
using std::chrono::seconds;

bool Trusts(const Tenant& tenant, const std::string& agency, const std::string& whom) {
  return std::any_of(tenant.agencies.begin(), tenant.agencies.end(), [&](const Agency& known) {
    return known.name == agency && known.trusts == whom;
  });
}

bool HasAgency(const Tenant& tenant, const std::string& name) {
  return std::any_of(tenant.agencies.begin(), tenant.agencies.end(),
                     [&](const Agency& known) { return known.name == name; });
}

// The value requested under `pointer`; nullopt if it is not a number or not allowed.
std::optional<seconds> Duration(const json& request, const std::string& pointer, seconds usual,
                                seconds longest) {
  const json::json_pointer at(pointer);
  if (!request.contains(at)) return usual;
  if (!request[at].is_number_integer()) return std::nullopt;
  const seconds asked(request[at].get<std::int64_t>());
  if (asked < seconds(900) || asked > longest) return std::nullopt;
  return asked;
}

Answer IamKeys(const TemporaryKeys& keys) {
  const json credential = {{"access", keys.access_key},
                           {"secret", keys.secret_key},
                           {"securitytoken", keys.security_token},
                           {"expires_at", IsoTime(keys.expires)}};
  return {.status = 201, .body = json{{"credential", credential}}.dump()};
}

Answer StsDenied(std::string_view message, std::string_view request_id) {
  const json body = {{"error_code", "PAP5.0001"},
                     {"error_msg", message},
                     {"request_id", request_id},
                     {"encoded_authorization_message", "U3RhbmRpbkRlbmlhbA"}};
  return {.status = 403, .body = body.dump()};
}

constexpr seconds kDay{86'400};
constexpr seconds kHalfDay{43'200};
constexpr const char* kBadDuration = "duration_seconds is out of range.";

}  // namespace

KeyIssuer::KeyIssuer(const Account& account, Gate& gate)
    : tenants_(account.Tenants()),
      idp_id_(account.idp_id),
      id_token_(account.id_token),
      gate_(gate) {}

Answer KeyIssuer::AssumeAtIam(const Call& call, const Caller& caller, std::chrono::sys_seconds now,
                              seconds life) {
  const json request = json::parse(call.body, nullptr, false);
  const json methods = request.is_object()
                           ? request.value(json::json_pointer("/auth/identity/methods"), json())
                           : json();
  if (methods != json::array({"assume_role"})) {
    return IamError(400, "The request body is invalid: methods must be [\"assume_role\"].");
  }
  if (!caller.by_token && call.Header("X-Domain-Id") != caller.domain_id) {
    return IamError(403, "X-Domain-Id is not the account of the access key.");
  }
  const std::string role = "/auth/identity/assume_role";
  const std::string agency = StringAt(request, role + "/agency_name");
  const Tenant* tenant = FindTenant(tenants_, StringAt(request, role + "/domain_id"),
                                    StringAt(request, role + "/domain_name"));
  const auto asked = Duration(request, role + "/duration_seconds", seconds(900), kDay);
  if (!asked) return IamError(400, kBadDuration);
  if (tenant == nullptr || !HasAgency(*tenant, agency)) {
    return IamError(404, "Could not find agency: " + agency + ".");
  }
  if (caller.powerless || !Trusts(*tenant, agency, caller.domain_id)) {
    return IamError(403, "You have no right to assume the agency " + agency + ".");
  }
  return IamKeys(gate_.IssueKeys({.domain_id = tenant->domain_id, .principal = "agency:" + agency},
                                 now + (life.count() > 0 ? life : *asked)));
}

bool KeyIssuer::IsByToken(const Call& call) {
  const json request = json::parse(call.body, nullptr, false);
  return request.is_object() && request.value(json::json_pointer("/auth/identity/methods"),
                                              json()) == json::array({"token"});
}

Answer KeyIssuer::KeysForToken(const Call& call, std::chrono::sys_seconds now, seconds life) {
  const json request = json::parse(call.body, nullptr, false);
  std::string token = StringAt(request, "/auth/identity/token/id");
  if (token.empty()) token = call.Header("X-Auth-Token");
  const auto asked = Duration(request, "/auth/identity/token/duration_seconds", seconds(900), kDay);
  if (!asked) return IamError(400, kBadDuration);
  auto holder = gate_.Introspect(token, now);
  if (!holder) return IamError(401, "The token is invalid: " + holder.error() + ".");
  return IamKeys(gate_.IssueKeys(*std::move(holder), now + (life.count() > 0 ? life : *asked)));
}

const Tenant* KeyIssuer::TenantOfAgency(const std::string& urn, const std::string& caller,
                                        std::string& name) const {
  const auto parts = Split(urn, ':');
  if (parts.size() != 5 || parts[0] != "iam" || !parts[1].empty() || parts[3] != "agency") {
    return nullptr;
  }
  name = parts[4];
  const Tenant* tenant = FindTenant(tenants_, std::string(parts[2]), "");
  return tenant != nullptr && Trusts(*tenant, name, caller) ? tenant : nullptr;
}

Answer KeyIssuer::StsKeys(const json& request, const Tenant& tenant, const std::string& agency,
                          std::chrono::sys_seconds now, seconds life, std::string_view request_id) {
  const std::string session = StringAt(request, "/agency_session_name");
  const auto asked = Duration(request, "/duration_seconds", seconds(3600), kHalfDay);
  if (!asked) return GatewayError(400, "PAP5.0003", kBadDuration, request_id);
  if (session.size() < 2) {
    return GatewayError(400, "PAP5.0003", "agency_session_name is too short.", request_id);
  }
  const TemporaryKeys keys =
      gate_.IssueKeys({.domain_id = tenant.domain_id, .principal = "agency:" + agency},
                      now + (life.count() > 0 ? life : *asked));
  const json answer = {
      {"assumed_agency",
       {{"urn", fmt::format("sts::{}:assumed-agency:{}/{}", tenant.domain_id, agency, session)},
        {"id", fmt::format("{}:{}", agency, session)}}},
      {"credentials",
       {{"access_key_id", keys.access_key},
        {"secret_access_key", keys.secret_key},
        {"security_token", keys.security_token},
        {"expiration", fmt::format("{:%FT%T}.000Z", fmt::gmtime(keys.expires))}}}};
  return {.body = answer.dump()};
}

Answer KeyIssuer::AssumeAtSts(const Call& call, const Caller& caller, std::chrono::sys_seconds now,
                              seconds life, std::string_view request_id) {
  const json request = json::parse(call.body, nullptr, false);
  std::string agency;
  const Tenant* tenant = TenantOfAgency(StringAt(request, "/agency_urn"), caller.domain_id, agency);
  if (tenant == nullptr || caller.powerless) {
    return StsDenied("User is not authorized to perform sts:agencies:assume.", request_id);
  }
  return StsKeys(request, *tenant, agency, now, life, request_id);
}

Answer KeyIssuer::AssumeWithOidc(const Call& call, std::chrono::sys_seconds now, seconds life,
                                 std::string_view request_id) {
  const json request = json::parse(call.body, nullptr, false);
  if (call.HasHeader("Authorization") || call.HasHeader("X-Auth-Token")) {
    return GatewayError(400, "PAP5.0003", "This API takes no signature and no token.", request_id);
  }
  if (StringAt(request, "/id_token") != id_token_) {
    return GatewayError(401, "PAP5.0010", "The ID token is invalid or has expired.", request_id);
  }
  std::string agency;
  const Tenant* tenant = TenantOfAgency(StringAt(request, "/agency_urn"), idp_id_, agency);
  const std::string provider =
      tenant == nullptr ? "" : fmt::format("iam::{}:oidcProvider:{}", tenant->domain_id, idp_id_);
  if (tenant == nullptr || StringAt(request, "/provider_urn") != provider) {
    return StsDenied("User is not authorized to perform sts:agencies:assumeWithOIDC.", request_id);
  }
  return StsKeys(request, *tenant, agency, now, life, request_id);
}

Answer CallerIdentity(const Caller& caller) {
  const json identity = {
      {"account_id", caller.domain_id},
      {"principal_urn", fmt::format("iam::{}:{}", caller.domain_id, caller.principal)},
      {"principal_id", caller.principal}};
  return {.body = identity.dump()};
}

}  // namespace standin
