// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/auth/session.h"

#include <map>
#include <mutex>
#include <optional>
#include <utility>
#include <variant>

#include <fmt/format.h>

#include "provider/auth/fixed_authorizer.h"
#include "provider/auth/iam.h"
#include "provider/auth/interrupted_wait.h"
#include "provider/auth/password_authorizer.h"
#include "provider/auth/shared_task.h"
#include "provider/base/redaction.h"
#include "provider/service/endpoint.h"

namespace provider::auth {
namespace {

using service::Error;

constexpr std::chrono::seconds kLookUpTimeLimit{60};
constexpr const char* kLookUp = "looking up the account and the project";

Error ConfigurationError(std::string message, std::string hint) {
  Error error;
  error.kind = Error::Kind::kConfiguration;
  error.message = std::move(message);
  error.hint = std::move(hint);
  return error;
}

Error CredentialsError(const Settings& settings) {
  Error error;
  error.kind = Error::Kind::kCredentials;
  error.hint =
      "Set access_key and secret_key in the provider block, or HW_ACCESS_KEY and "
      "HW_SECRET_KEY in the environment.";
  if (!settings.credentials_problem.empty()) {
    error.message = base::CleanForeignText(settings.credentials_problem);
    return error;
  }
  error.message = "No credentials were found.";
  const char* separator = " Tried in this order: ";
  for (const auto& attempt : settings.attempts) {
    error.message += fmt::format("{}{} ({})", std::exchange(separator, "; "), attempt.source,
                                 base::CleanForeignText(attempt.outcome));
  }
  if (!settings.attempts.empty()) error.message += '.';
  return error;
}

Error UnknownArgumentsError(const Settings& settings) {
  return ConfigurationError(
      fmt::format("The check needs the provider block, where these arguments have values that are "
                  "known only after apply: {}.",
                  fmt::join(settings.unknown_arguments, ", ")),
      "Set them to values that are known at plan, or apply what they depend on first.");
}

// Why no call can be authorised whatever it is about; nullopt when one can be tried.
std::optional<Error> UnusableReason(const Settings& settings) {
  if (!settings.unknown_arguments.empty()) return UnknownArgumentsError(settings);
  if (!settings.credentials) return CredentialsError(settings);
  const auto* password = std::get_if<Password>(&*settings.credentials);
  if (password != nullptr && password->domain_name.empty() && settings.domain_id.empty()) {
    Error error;
    error.kind = Error::Kind::kCredentials;
    error.message = "A user_name with a password also needs the account it belongs to.";
    error.hint = "Set domain_name (HW_DOMAIN_NAME) or domain_id (HW_DOMAIN_ID).";
    return error;
  }
  return std::nullopt;
}

void RegisterSecrets(const Settings& settings) {
  auto& registry = base::SecretRegistry::Process();
  if (!settings.credentials) return;
  if (const auto* key = std::get_if<AccessKey>(&*settings.credentials)) {
    registry.Add(key->secret_key);
    registry.Add(key->security_token);
  } else if (const auto* token = std::get_if<Token>(&*settings.credentials)) {
    registry.Add(token->value);
  } else {
    registry.Add(std::get<Password>(*settings.credentials).password);
  }
}

// Stands where credentials cannot be had: every call ends with the reason.
class NoAuthorizer final : public service::Authorizer {
 public:
  explicit NoAuthorizer(Error error) : error_(std::move(error)) {}
  tl::expected<void, Error> Authorize(http::Request& /*request*/,
                                      std::stop_token /*stop*/) override {
    return tl::unexpected(error_);
  }
  bool Refused(const http::Request& /*request*/, const Error& /*error*/) override { return false; }

 private:
  const Error error_;
};

}  // namespace

struct Session::Impl {
  Impl(Settings given, std::shared_ptr<http::Transport> shared_transport, base::Clock& given_clock,
       base::Random random);

  std::unique_ptr<service::Authorizer> MakeAuthorizer();

  [[nodiscard]] bool IsOwnRegion(const std::string& region) const {
    return settings.endpoints.region.empty() || region == settings.endpoints.region;
  }
  // What of the scope needs no look-up; project_id of another region never does.
  [[nodiscard]] Scope GivenScope(const std::string& region) const {
    return {settings.domain_id, IsOwnRegion(region) ? settings.project_id : std::string()};
  }
  [[nodiscard]] std::string AvoidLookUpHint(const std::string& region) const;
  [[nodiscard]] Error WithHint(Error error, const std::string& region) const;
  [[nodiscard]] tl::expected<Scope, Error> LookUp(const std::string& region, std::stop_token stop);
  [[nodiscard]] SharedTask<Scope>& TaskFor(const std::string& region);

  const Settings settings;
  const std::shared_ptr<http::Transport> transport;
  base::Clock& clock;
  const service::Caller caller;
  const std::optional<Error> unusable;
  PasswordAuthorizer* password = nullptr;  // `authorizer`, where it is one
  std::unique_ptr<service::Authorizer> authorizer;
  std::mutex mutex;
  std::map<std::string, std::unique_ptr<SharedTask<Scope>>> tasks;  // last: they use the rest
};

Session::Impl::Impl(Settings given, std::shared_ptr<http::Transport> shared_transport,
                    base::Clock& given_clock, base::Random random)
    : settings(std::move(given)),
      transport(std::move(shared_transport)),
      clock(given_clock),
      caller({*transport, clock, std::move(random)}, {settings.max_retries, {}}),
      unusable(UnusableReason(settings)),
      authorizer(MakeAuthorizer()) {
  RegisterSecrets(settings);
}

std::unique_ptr<service::Authorizer> Session::Impl::MakeAuthorizer() {
  if (unusable) return std::make_unique<NoAuthorizer>(*unusable);
  if (const auto* key = std::get_if<AccessKey>(&*settings.credentials)) {
    return std::make_unique<FixedAuthorizer>(*key, clock);
  }
  if (const auto* token = std::get_if<Token>(&*settings.credentials)) {
    return std::make_unique<FixedAuthorizer>(*token, clock);
  }
  TokenRequest request{
      std::get<Password>(*settings.credentials), settings.domain_id, settings.project_id,
      settings.project_name.empty() ? settings.endpoints.region : settings.project_name};
  auto made = std::make_unique<PasswordAuthorizer>(std::move(request), settings.endpoints.Iam(),
                                                   caller, clock);
  password = made.get();
  return made;
}

std::string Session::Impl::AvoidLookUpHint(const std::string& region) const {
  const Scope given = GivenScope(region);
  const bool keys = std::holds_alternative<AccessKey>(*settings.credentials);
  if (!IsOwnRegion(region)) {
    return fmt::format(
        "A provider block of its own for the region {}, with domain_id and "
        "project_id, makes no look-up.",
        region);
  }
  if (given.domain_id.empty() && keys && given.project_id.empty()) {
    return "No look-up is made when domain_id and project_id are set in the provider block "
           "(HW_DOMAIN_ID, HW_PROJECT_ID).";
  }
  return given.domain_id.empty()
             ? "No look-up is made when domain_id is set in the provider block (HW_DOMAIN_ID)."
             : "No look-up is made when project_id is set in the provider block (HW_PROJECT_ID).";
}

Error Session::Impl::WithHint(Error error, const std::string& region) const {
  using Kind = Error::Kind;
  // No argument helps against bad credentials or Ctrl-C.
  if (error.http_status == 401 || error.kind == Kind::kCancelled) return error;
  // The hints of a status speak of checking buckets.
  if (error.http_status != 0) error.hint.clear();
  if (!error.hint.empty()) error.hint += ' ';
  error.hint += AvoidLookUpHint(region);
  return error;
}

tl::expected<Scope, Error> Session::Impl::LookUp(const std::string& region, std::stop_token stop) {
  const auto deadline = clock.SteadyNow() + kLookUpTimeLimit;
  const std::string iam = settings.endpoints.InRegion(region).Iam();
  const bool named = IsOwnRegion(region) && !settings.project_name.empty();
  const std::string& name = named ? settings.project_name : region;
  const auto found = FindProject(caller, iam, name, *authorizer, deadline, stop);
  if (!found) return tl::unexpected(WithHint(found.error(), region));

  const auto absent = [&](std::string message) {
    Error error = ConfigurationError(std::move(message), AvoidLookUpHint(region));
    error.operation = kLookUp;
    error.endpoint = service::OriginOf(iam);
    error.http_status = 200;
    return tl::unexpected(std::move(error));
  };
  Scope scope = GivenScope(region);
  if (scope.project_id.empty() && std::holds_alternative<AccessKey>(*settings.credentials)) {
    if (named && found->project_id.empty()) {
      return absent(fmt::format("IAM lists no project named \"{}\" (project_name).",
                                base::CleanForeignText(name)));
    }
    scope.project_id = found->project_id;
  }
  if (scope.domain_id.empty()) scope.domain_id = found->domain_id;
  if (scope.domain_id.empty()) {
    auto domain = FindDomain(caller, iam, *authorizer, deadline, std::move(stop));
    if (!domain) return tl::unexpected(WithHint(std::move(domain.error()), region));
    if (domain->empty()) return absent("IAM does not say which account the credentials belong to.");
    scope.domain_id = *std::move(domain);
  }
  return scope;
}

SharedTask<Scope>& Session::Impl::TaskFor(const std::string& region) {
  const std::lock_guard lock(mutex);
  auto& task = tasks[region];
  if (!task) task = std::make_unique<SharedTask<Scope>>();
  return *task;
}

Session::Session(Settings settings, std::shared_ptr<http::Transport> transport, base::Clock& clock,
                 base::Random random)
    : impl_(std::make_unique<Impl>(std::move(settings), std::move(transport), clock,
                                   std::move(random))) {}

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
  if (settings.credentials && !std::holds_alternative<AccessKey>(*settings.credentials)) {
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
  const bool keys = std::holds_alternative<AccessKey>(*settings.credentials);
  if (!given.domain_id.empty() && (!keys || !given.project_id.empty())) return given;
  if (impl_->password != nullptr) {
    auto token = impl_->password->CurrentToken(deadline, std::move(stop));
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

service::Authorizer& Session::authorizer() { return *impl_->authorizer; }

const service::Caller& Session::caller() const { return impl_->caller; }

}  // namespace provider::auth
