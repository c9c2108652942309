// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/auth/scope_look_up.h"

#include <utility>
#include <variant>

#include <fmt/format.h>

#include "provider/auth/iam.h"
#include "provider/base/log.h"
#include "provider/service/endpoint.h"
#include "provider/text/redaction.h"

namespace provider::auth {
namespace {

using service::Error;
using service::Failure;

// Returns true only if the host is known to exist; otherwise the look-up would end with a name that
// does not resolve, which would hide the real cause from the user. An unknown cloud may have STS:
// Sts() then returns the error.
bool MayHaveSts(const service::Endpoints& endpoints) {
  if (endpoints.custom.contains("sts") || !endpoints.cloud) return true;
  const std::string& cloud = *endpoints.cloud;
  return (cloud.empty() ? service::DefaultCloud(endpoints.region) : cloud) == "myhuaweicloud.com";
}

// For a caller for which IAM lists no project.
tl::expected<std::string, Failure> FetchAccount(const JsonClient& client, const std::string& iam,
                                                const service::Endpoints& endpoints,
                                                bool with_keys) {
  auto domain = FetchDomain(client, iam);
  const bool hidden = domain ? domain->empty() : domain.error().error.http_status == 403;
  if (!hidden || !with_keys || !MayHaveSts(endpoints)) return domain;
  const auto sts = endpoints.Sts();
  if (!sts) return tl::unexpected(AsFailure(sts.error()));
  auto account = FetchCallerAccount(client, *sts);
  // IAM's refusal says which right is missing. STS needs none, so its error says less.
  return account || domain ? account : domain;
}

std::string AvoidLookUpHint(const Settings& settings, const std::string& region,
                            const Scope& given) {
  if (!settings.agencies.empty()) {
    return "It is made with the keys of the agency: give the agency the right to list the projects "
           "of its account at IAM.";
  }
  if (!IsOwnRegion(settings, region)) {
    return fmt::format(
        "To do without the look-up, use a provider block of its own for the region {}, with "
        "domain_id and project_id.",
        region);
  }
  const char* set = "project_id in the provider block (HW_PROJECT_ID)";
  if (given.domain_id.empty()) {
    set = settings.SendsKeys() && given.project_id.empty()
              ? "domain_id and project_id in the provider block (HW_DOMAIN_ID, HW_PROJECT_ID)"
              : "domain_id in the provider block (HW_DOMAIN_ID)";
  }
  return fmt::format("To do without the look-up, set {}.", set);
}

// `avoid` says how to do without the look-up. It is left out where that would not help: if IAM
// cannot be reached or reports an internal error, the check itself would fail as well, and bad
// credentials fail everywhere.
Error WithHint(Failure failure, const Settings& settings, const std::string& avoid) {
  using Kind = Error::Kind;
  Error& error = failure.error;
  if (failure.from_authorizer) return std::move(error);
  if (error.http_status == 401) {
    AddOriginOfRefusedCredentials(settings, failure);
    return std::move(error);
  }
  SayWaitAlone(error);
  if (failure.from_service && error.http_status == 404) {
    error.hint = "Check region, cloud and auth_url or endpoints.iam: this does not look like IAM.";
  } else if (failure.from_service && error.http_status == 403) {
    error.hint = "The caller needs the right to list its projects at IAM.";
  }
  const bool is_about_requests = error.kind == Kind::kRefused || error.kind == Kind::kHttp ||
                                 error.kind == Kind::kNotUnderstood || error.kind == Kind::kTimeout;
  if (is_about_requests && error.http_status < 500) {
    if (!error.hint.empty()) error.hint += ' ';
    error.hint += avoid;
  }
  return std::move(error);
}

tl::unexpected<Error> UnknownError(const service::MaybeUnknown& value) {
  return tl::unexpected(service::UnknownError(value.error()));
}

}  // namespace

bool IsOwnRegion(const Settings& settings, const std::string& region) {
  return settings.endpoints.region.empty() || region == settings.endpoints.region;
}

tl::expected<Scope, Error> GivenScope(const Settings& settings, const std::string& region) {
  if (!settings.agencies.empty()) return Scope{settings.agencies.back().domain_id, {}};
  Scope given;
  const auto* id_token = std::get_if<IdToken>(&*settings.credentials);
  if (id_token != nullptr && !id_token->agency.domain_id.empty()) {
    given.domain_id = id_token->agency.domain_id;
  } else if (settings.domain_id) {
    given.domain_id = *settings.domain_id;
  } else {
    return UnknownError(settings.domain_id);
  }
  if (IsOwnRegion(settings, region)) {
    if (!settings.project_id) return UnknownError(settings.project_id);
    given.project_id = *settings.project_id;
  }
  return given;
}

tl::expected<Scope, Error> FetchScope(const JsonClient& client, const Settings& settings,
                                      const std::string& region, Scope scope) {
  const auto endpoints = settings.endpoints.InRegion(region);
  const auto iam = endpoints.Iam();
  if (!iam) return tl::unexpected(iam.error());
  const bool own_region = IsOwnRegion(settings, region);
  if (own_region && !settings.project_name) return UnknownError(settings.project_name);
  const bool named = own_region && !settings.project_name->empty();
  const std::string& name = named ? *settings.project_name : region;
  const std::string avoid = AvoidLookUpHint(settings, region, scope);
  const auto found = FetchProject(client, *iam, name);
  if (!found) return tl::unexpected(WithHint(found.error(), settings, avoid));

  const auto absent = [&](std::string message) {
    return tl::unexpected(ConfigurationError(std::move(message), avoid));
  };
  const bool with_keys = settings.SendsKeys();
  if (scope.project_id.empty() && with_keys) {
    if (named && found->project_id.empty()) {
      return absent(fmt::format("IAM at {} lists no project named \"{}\": check project_name.",
                                service::OriginOf(*iam), text::CleanForeignText(name)));
    }
    if (found->project_id.empty()) {
      base::Log(base::LogLevel::kWarn, "IAM lists no project of this name; calls go without one",
                {{"project_name", name}, {"endpoint", service::OriginOf(*iam)}});
    }
    scope.project_id = found->project_id;
  }
  if (scope.domain_id.empty()) scope.domain_id = found->domain_id;
  if (scope.domain_id.empty()) {
    auto account = FetchAccount(client, *iam, endpoints, with_keys);
    if (!account) return tl::unexpected(WithHint(std::move(account.error()), settings, avoid));
    if (account->empty()) {
      return absent(fmt::format("IAM at {} does not say which account the credentials belong to.",
                                service::OriginOf(*iam)));
    }
    scope.domain_id = *std::move(account);
  }
  return scope;
}

}  // namespace provider::auth
