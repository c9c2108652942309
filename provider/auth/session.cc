// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/auth/session.h"

#include <chrono>
#include <map>
#include <mutex>
#include <optional>
#include <utility>
#include <variant>

#include <fmt/format.h>

#include "provider/auth/authorizer_stack.h"
#include "provider/auth/iam.h"
#include "provider/auth/interrupted_wait.h"
#include "provider/auth/shared_task.h"
#include "provider/auth/unusable_settings.h"
#include "provider/base/go_duration.h"
#include "provider/base/redaction.h"
#include "provider/service/endpoint.h"

namespace provider::auth {
namespace {

using service::Error;

constexpr std::chrono::seconds kLookUpTimeLimit{60};
constexpr const char* kLookUp = "looking up the account and the project";

void RegisterSecrets(const Settings& settings) {
  auto& registry = base::SecretRegistry::Process();
  if (!settings.credentials) return;
  if (const auto* key = std::get_if<AccessKey>(&*settings.credentials)) {
    registry.Add(key->secret_key);
    registry.Add(key->security_token);
  } else if (const auto* token = std::get_if<Token>(&*settings.credentials)) {
    registry.Add(token->value);
  } else if (const auto* password = std::get_if<Password>(&*settings.credentials)) {
    registry.Add(password->password);
  } else if (const auto* id_token = std::get_if<IdToken>(&*settings.credentials)) {
    registry.Add(id_token->value);
  }
}

// Only where a host is known to exist: elsewhere a name that is not resolved would be the last
// thing a user reads of a look-up.
bool HasSts(const service::Endpoints& endpoints) {
  return endpoints.custom.contains("sts") ||
         (endpoints.cloud.empty() ? service::DefaultCloud(endpoints.region) : endpoints.cloud) ==
             "myhuaweicloud.com";
}

}  // namespace

struct Session::Impl {
  Impl(Settings given, std::shared_ptr<http::Transport> shared_transport, base::Clock& given_clock,
       base::Random random, std::shared_ptr<const base::FileReader> shared_files)
      : settings(std::move(given)),
        transport(std::move(shared_transport)),
        files(std::move(shared_files)),
        clock(given_clock),
        caller({*transport, clock, std::move(random)}, {settings.max_retries, {}}),
        unusable(UnusableReason(settings)),
        authorizers(settings, caller, *files, clock) {
    RegisterSecrets(settings);
  }

  [[nodiscard]] bool IsOwnRegion(const std::string& region) const {
    return settings.endpoints.region.empty() || region == settings.endpoints.region;
  }
  [[nodiscard]] Scope GivenScope(const std::string& region) const;
  [[nodiscard]] std::string AvoidLookUpHint(const std::string& region) const;
  [[nodiscard]] Error WithHint(Error error, const std::string& region) const;
  [[nodiscard]] tl::expected<Scope, Error> LookUp(const std::string& region, std::stop_token stop);
  [[nodiscard]] tl::expected<std::string, Error> LookUpAccount(const service::Endpoints& endpoints,
                                                               base::SteadyTime deadline,
                                                               std::stop_token stop);
  [[nodiscard]] SharedTask<Scope>& TaskFor(const std::string& region);

  const Settings settings;
  const std::shared_ptr<http::Transport> transport;
  const std::shared_ptr<const base::FileReader> files;
  base::Clock& clock;
  const service::Caller caller;
  const std::optional<Error> unusable;
  const AuthorizerStack authorizers;
  std::mutex mutex;
  std::map<std::string, std::unique_ptr<SharedTask<Scope>>> tasks;  // last: they use the rest
};

// What of the scope needs no look-up; project_id of another region never does.
Scope Session::Impl::GivenScope(const std::string& region) const {
  if (!settings.agencies.empty()) return {settings.agencies.back().domain_id, {}};
  Scope given{settings.domain_id, IsOwnRegion(region) ? settings.project_id : std::string()};
  const auto* id_token = std::get_if<IdToken>(&*settings.credentials);
  if (id_token != nullptr && !id_token->agency.domain_id.empty()) {
    given.domain_id = id_token->agency.domain_id;
  }
  return given;
}

std::string Session::Impl::AvoidLookUpHint(const std::string& region) const {
  if (!settings.agencies.empty()) {
    return "It is made with the keys of the agency: give the agency the right to list the projects "
           "of its account at IAM.";
  }
  const Scope given = GivenScope(region);
  if (!IsOwnRegion(region)) {
    return fmt::format(
        "To do without the look-up, use a provider block of its own for the region {}, with "
        "domain_id and project_id.",
        region);
  }
  if (given.domain_id.empty() && settings.SendsKeys() && given.project_id.empty()) {
    return "To do without the look-up, set domain_id and project_id in the provider block "
           "(HW_DOMAIN_ID, HW_PROJECT_ID).";
  }
  return given.domain_id.empty()
             ? "To do without the look-up, set domain_id in the provider block (HW_DOMAIN_ID)."
             : "To do without the look-up, set project_id in the provider block (HW_PROJECT_ID).";
}

Error Session::Impl::WithHint(Error error, const std::string& region) const {
  using Kind = Error::Kind;
  // An error of what comes before the look-up, getting a token or keys, has hints of its own. No
  // argument helps against bad credentials or Ctrl-C.
  if (error.operation != kLookUp || error.http_status == 401 || error.kind == Kind::kCancelled) {
    return error;
  }
  // The hints of a status speak of checking buckets.
  if (error.kind == Kind::kRefused || error.kind == Kind::kHttp) error.hint.clear();
  if (error.asked_to_wait > std::chrono::milliseconds(0)) {  // the limit of a look-up is our own
    error.hint = fmt::format(
        "The service asks to wait {} before the next call: run the command again later.",
        base::FormatGoDuration(error.asked_to_wait));
  } else if (error.http_status == 404) {
    error.hint = "Check region, cloud and auth_url or endpoints.iam: this does not look like IAM.";
  }
  if (!error.hint.empty()) error.hint += ' ';
  error.hint += AvoidLookUpHint(region);
  return error;
}

tl::expected<Scope, Error> Session::Impl::LookUp(const std::string& region, std::stop_token stop) {
  const auto deadline = clock.SteadyNow() + kLookUpTimeLimit;
  const auto endpoints = settings.endpoints.InRegion(region);
  const std::string iam = endpoints.Iam();
  const bool named = IsOwnRegion(region) && !settings.project_name.empty();
  const std::string& name = named ? settings.project_name : region;
  const auto found = FindProject(caller, iam, name, authorizers.top(), deadline, stop);
  if (!found) return tl::unexpected(WithHint(found.error(), region));

  const auto absent = [&](std::string message) {
    Error error = ConfigurationError(std::move(message), AvoidLookUpHint(region));
    error.operation = kLookUp;
    error.endpoint = service::OriginOf(iam);
    error.http_status = 200;
    return tl::unexpected(std::move(error));
  };
  Scope scope = GivenScope(region);
  if (scope.project_id.empty() && settings.SendsKeys()) {
    if (named && found->project_id.empty()) {
      return absent(fmt::format("IAM lists no project named \"{}\": check project_name.",
                                base::CleanForeignText(name)));
    }
    scope.project_id = found->project_id;
  }
  if (scope.domain_id.empty()) scope.domain_id = found->domain_id;
  if (scope.domain_id.empty()) {
    auto account = LookUpAccount(endpoints, deadline, std::move(stop));
    if (!account) return tl::unexpected(WithHint(std::move(account.error()), region));
    if (account->empty()) {
      return absent("IAM does not say which account the credentials belong to.");
    }
    scope.domain_id = *std::move(account);
  }
  return scope;
}

// Of a caller that IAM lists no project for.
tl::expected<std::string, Error> Session::Impl::LookUpAccount(const service::Endpoints& endpoints,
                                                              base::SteadyTime deadline,
                                                              std::stop_token stop) {
  auto domain = FindDomain(caller, endpoints.Iam(), authorizers.top(), deadline, stop);
  const bool hidden = domain ? domain->empty() : domain.error().http_status == 403;
  if (!hidden || !settings.SendsKeys() || !HasSts(endpoints)) return domain;
  auto account =
      FindCallerAccount(caller, endpoints.Sts(), authorizers.top(), deadline, std::move(stop));
  // IAM's refusal says which right is missing; STS asks for none.
  return account || domain ? account : domain;
}

SharedTask<Scope>& Session::Impl::TaskFor(const std::string& region) {
  const std::lock_guard lock(mutex);
  auto& task = tasks[region];
  if (!task) task = std::make_unique<SharedTask<Scope>>();
  return *task;
}

Session::Session(Settings settings, std::shared_ptr<http::Transport> transport, base::Clock& clock,
                 base::Random random, std::shared_ptr<const base::FileReader> files)
    : impl_(std::make_unique<Impl>(std::move(settings), std::move(transport), clock,
                                   std::move(random), std::move(files))) {}

Session::~Session() = default;

const Settings& Session::settings() const { return impl_->settings; }

tl::expected<std::string, Error> Session::RegionFor(const std::string& own) const {
  const Settings& settings = impl_->settings;
  if (!settings.unknown_arguments.empty()) return tl::unexpected(UnknownArgumentsError(settings));
  const std::string& region = own.empty() ? settings.endpoints.region : own;
  if (region.empty()) {
    return tl::unexpected(ConfigurationError(
        "The check needs a region, and none is set.",
        "Set region in the provider block, or HW_REGION_NAME in the environment."));
  }
  if (!IsPlainId(region)) {
    return tl::unexpected(ConfigurationError(
        fmt::format("\"{}\" is not a region.", base::CleanForeignText(region)),
        "A region has 1 to 64 letters, digits, hyphens and underscores, for example eu-west-0."));
  }
  if (impl_->IsOwnRegion(region)) return region;

  const auto bound = [&](const char* what) {
    return tl::unexpected(ConfigurationError(
        fmt::format(
            "The region \"{}\" of the check differs from the provider's region \"{}\", and {}.",
            region, settings.endpoints.region, what),
        fmt::format(
            "Remove region from the check, or use a second provider block with an alias and "
            "region = \"{}\".",
            region)));
  };
  if (settings.endpoints.custom.contains("cts")) {
    return bound("endpoints.cts is the address of the provider's region");
  }
  if (settings.credentials && !settings.SendsKeys()) {
    return bound(std::holds_alternative<Token>(*settings.credentials)
                     ? "the token belongs to a project of the provider's region"
                     : "the password is exchanged for a token of the provider's region");
  }
  return region;
}

tl::expected<Scope, Error> Session::ScopeFor(const std::string& region, base::SteadyTime deadline,
                                             std::stop_token stop) {
  const Settings& settings = impl_->settings;
  if (auto allowed = RegionFor(region); !allowed) return tl::unexpected(allowed.error());
  if (impl_->unusable) return tl::unexpected(*impl_->unusable);
  Scope given = impl_->GivenScope(region);
  for (const auto& [name, id] :
       {std::pair("domain_id", &given.domain_id), std::pair("project_id", &given.project_id)}) {
    if (!id->empty() && !IsPlainId(*id)) {
      return tl::unexpected(ConfigurationError(
          fmt::format("\"{}\" is not a valid {}.", base::CleanForeignText(*id), name),
          "An ID has 1 to 64 letters, digits, hyphens and underscores."));
    }
  }
  if (!given.domain_id.empty() && (!settings.SendsKeys() || !given.project_id.empty())) {
    return given;
  }
  if (auto* const password = impl_->authorizers.password()) {
    auto token = password->CurrentToken(deadline, std::move(stop));
    if (!token) return tl::unexpected(std::move(token.error()));
    return Scope{token->domain_id, token->project_id};
  }
  const auto work = [this, region](const std::stop_token& ended) {
    return impl_->LookUp(region, ended);
  };
  const auto patience = deadline - impl_->clock.SteadyNow();
  if (auto scope = impl_->TaskFor(region).Join(work, patience, stop)) return *std::move(scope);
  const std::string iam = settings.endpoints.InRegion(region).Iam();
  return tl::unexpected(InterruptedWait(kLookUp, service::OriginOf(iam), stop));
}

service::Authorizer& Session::authorizer() { return impl_->authorizers.top(); }

const service::Caller& Session::caller() const { return impl_->caller; }

}  // namespace provider::auth
