// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/session/session.h"

#include <chrono>
#include <map>
#include <mutex>
#include <optional>
#include <utility>
#include <variant>

#include <fmt/format.h>

#include "provider/auth/authorizer_stack.h"
#include "provider/auth/iam.h"
#include "provider/auth/shared_task.h"
#include "provider/base/log.h"
#include "provider/service/endpoint.h"
#include "provider/text/redaction.h"
#include "provider/text/region.h"

namespace provider::session {
namespace {

using auth::Scope;
using auth::Settings;
using service::Error;

// Long enough for throttling, which counts by the minute. A single attempt has less time.
constexpr std::chrono::minutes kLookUpTimeLimit{10};

void RegisterSecrets(const Settings& settings) {
  if (!settings.credentials) return;
  auto& registry = text::SecretRegistry::Process();
  const auto* key = std::get_if<auth::AccessKey>(&*settings.credentials);
  if (key != nullptr) registry.Add(key->secret_key);
  if (key != nullptr) registry.Add(key->security_token);
  const auto* token = std::get_if<auth::Token>(&*settings.credentials);
  if (token != nullptr) registry.Add(token->value);
  const auto* user = std::get_if<auth::Password>(&*settings.credentials);
  if (user != nullptr) registry.Add(user->password);
  const auto* id_token = std::get_if<auth::IdToken>(&*settings.credentials);
  if (id_token != nullptr) registry.Add(id_token->value);
}

}  // namespace

struct Session::Impl {
  Impl(configure::ProviderConfig config, std::shared_ptr<http::Transport> shared_transport,
       base::Clock& given_clock, base::Random random,
       std::shared_ptr<const base::FileReader> shared_files)
      : settings(std::move(config.auth)),
        batching(config.batching),
        transport(std::move(shared_transport)),
        files(std::move(shared_files)),
        clock(given_clock),
        caller({*transport, clock, std::move(random)}, service::RetryPolicy(settings.max_retries)),
        unusable(auth::UnusableReason(settings)),
        authorizers(settings, caller, *files, clock) {
    RegisterSecrets(settings);
  }

  // Finds what ScopeFor cannot take from the settings.
  [[nodiscard]] tl::expected<Scope, Error> Fetch(const std::string& region, Scope given,
                                                 base::SteadyTime deadline,
                                                 const service::CallContext& context);

  const Settings settings;
  const configure::Batching batching;
  const std::shared_ptr<http::Transport> transport;
  const std::shared_ptr<const base::FileReader> files;
  base::Clock& clock;
  const service::Caller caller;
  const std::optional<Error> unusable;
  const auth::AuthorizerStack authorizers;
  std::mutex mutex;
  std::map<std::string, Scope> found;                       // by region, guarded by mutex
  std::map<std::string, auth::SharedTask<Scope>> look_ups;  // they use the members above
  std::mutex shared_mutex;
  std::map<std::type_index, std::shared_ptr<void>> shared;  // last: they use all other members
};

tl::expected<Scope, Error> Session::Impl::Fetch(const std::string& region, Scope given,
                                                base::SteadyTime deadline,
                                                const service::CallContext& context) {
  std::unique_lock lock(mutex);
  if (const auto known = found.find(region); known != found.end()) return known->second;
  // A token that was issued for a password comes with its account and project.
  if (settings.agencies.empty() && std::holds_alternative<auth::Password>(*settings.credentials)) {
    lock.unlock();
    const auto token = authorizers.top().Current(deadline, context);
    if (!token) return tl::unexpected(token.error());
    lock.lock();
    return found.emplace(region, Scope{token->domain_id, token->project_id}).first->second;
  }
  const auto iam = settings.endpoints.InRegion(region).Iam();
  if (!iam) return tl::unexpected(iam.error());
  auto& task = look_ups[region];
  const auto work = [this, region, given = std::move(given)](const service::CallContext& own) {
    const auth::JsonClient client{caller, &authorizers.top(), clock.SteadyNow() + kLookUpTimeLimit,
                                  own};
    const auto begun = clock.SteadyNow();
    auto scope = auth::FetchScope(client, settings, region, given);
    base::Log(base::LogLevel::kDebug, "Looked up account and project",
              {{"region", region},
               {"duration_ms", base::Milliseconds(clock.SteadyNow() - begun)},
               {"outcome", scope ? "found" : scope.error().message},
               {"domain_id", scope ? scope->domain_id : ""},
               {"project_id", scope ? scope->project_id : ""}});
    const std::lock_guard keeping(mutex);
    if (scope) found.emplace(region, *scope);
    return scope;
  };
  const auto run = task.Start(work, {auth::kLookUp, service::OriginOf(*iam)});
  lock.unlock();
  return task.Wait(run, deadline - clock.SteadyNow(), context);
}

Session::Session(configure::ProviderConfig config, std::shared_ptr<http::Transport> transport,
                 base::Clock& clock, base::Random random,
                 std::shared_ptr<const base::FileReader> files)
    : impl_(std::make_unique<Impl>(std::move(config), std::move(transport), clock,
                                   std::move(random), std::move(files))) {}

Session::~Session() {
  impl_->shared.clear();  // the shared objects use this session until they are destroyed
}

const Settings& Session::settings() const { return impl_->settings; }

const configure::Batching& Session::batching() const { return impl_->batching; }

base::Clock& Session::clock() const { return impl_->clock; }

std::shared_ptr<void> Session::FindOrMake(std::type_index type,
                                          const std::function<std::shared_ptr<void>()>& make) {
  const std::lock_guard lock(impl_->shared_mutex);
  auto& shared = impl_->shared[type];
  if (!shared) shared = make();
  return shared;
}

tl::expected<std::string, Error> Session::RegionFor(const std::string& own) const {
  const Settings& settings = impl_->settings;
  if (!settings.unknown_arguments.empty()) {
    return tl::unexpected(auth::UnknownArgumentsError(settings));
  }
  const std::string& region = own.empty() ? settings.endpoints.region : own;
  if (region.empty()) {
    std::string hint = "Set region in the provider block, or HW_REGION_NAME in the environment.";
    if (!settings.credentials && settings.credentials_problem.empty()) {
      hint += " Credentials are missing too: set HW_ACCESS_KEY and HW_SECRET_KEY.";
    }
    return tl::unexpected(auth::ConfigurationError("No region is set.", std::move(hint)));
  }
  if (!text::IsRegion(region)) {
    return tl::unexpected(
        auth::ConfigurationError(fmt::format("The region {}, got {}{}.", text::kRegionRule,
                                             text::Quoted(region), text::WhyNoRegion(region)),
                                 {}));
  }
  if (auth::IsOwnRegion(settings, region)) return region;

  const auto source = settings.sources.find("region");
  const auto bound = [&](const char* what) {
    return tl::unexpected(auth::ConfigurationError(
        fmt::format("The region \"{}\" differs from the provider's region \"{}\"{}, "
                    "and {}.",
                    region, settings.endpoints.region,
                    source == settings.sources.end() ? "" : ", which comes from " + source->second,
                    what),
        fmt::format("Remove the argument region, or use a second provider block with an alias and "
                    "region = \"{}\".",
                    region)));
  };
  if (const auto cts = settings.endpoints.custom.find("cts");
      cts != settings.endpoints.custom.end()) {
    if (!cts->second) return tl::unexpected(service::UnknownError(cts->second.error()));
    return bound("endpoints.cts is the address of the provider's region");
  }
  if (settings.credentials && !settings.SendsKeys()) {
    return bound(std::holds_alternative<auth::Token>(*settings.credentials)
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
  auto given = auth::GivenScope(settings, region);
  if (!given) return given;
  for (const auto& [name, id] :
       {std::pair("domain_id", &given->domain_id), std::pair("project_id", &given->project_id)}) {
    if (!id->empty() && !auth::IsPlainId(*id)) {
      return tl::unexpected(auth::ConfigurationError(
          fmt::format("\"{}\" is not a valid {}.", text::CleanForeignText(*id), name),
          "An ID has 1 to 64 letters, digits, hyphens and underscores."));
    }
  }
  if (!given->domain_id.empty() && (!settings.SendsKeys() || !given->project_id.empty())) {
    return given;
  }
  return impl_->Fetch(region, *std::move(given), deadline, {.stop = std::move(stop)});
}

service::Authorizer& Session::authorizer() { return impl_->authorizers.top(); }

const service::Caller& Session::caller() const { return impl_->caller; }

framework::ReadResponse FailRead(const service::Error& error, std::string_view operation,
                                 cty::Path path) {
  framework::ReadResponse response;
  const bool is_unknown = error.kind == service::Error::Kind::kUnknown;
  if (is_unknown) response.deferred = framework::DeferredReason::kProviderConfigUnknown;
  // An argument of the read is not the cause if a value of the provider block is unknown.
  response.diagnostics.AddError(error.ToSummary(operation), error.ToDetail(),
                                is_unknown ? cty::Path() : std::move(path));
  return response;
}

}  // namespace provider::session
