// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/auth/settings.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "provider/text/redaction.h"

namespace provider::auth {
namespace {

using service::Error;

constexpr const char* kSetKeys =
    "Set HW_ACCESS_KEY and HW_SECRET_KEY in the environment, or access_key and secret_key in the "
    "provider block.";

Error CredentialsError(std::string message, std::string hint) {
  Error error;
  error.kind = Error::Kind::kCredentials;
  error.message = std::move(message);
  error.hint = std::move(hint);
  return error;
}

// Tokens and agencies are exchanged at the IAM or STS of the provider's region.
bool NeedsRegion(const Settings& settings) {
  const auto has = [&](const char* key) { return settings.endpoints.custom.contains(key); };
  if (!settings.endpoints.region.empty()) return false;
  if (std::holds_alternative<Password>(*settings.credentials)) return true;
  const auto addressed = [&](const Agency& agency) {
    return has(agency.domain_id.empty() ? "iam" : "sts");
  };
  const auto* id_token = std::get_if<IdToken>(&*settings.credentials);
  return (id_token != nullptr && !addressed(id_token->agency)) ||
         !std::ranges::all_of(settings.agencies, addressed);
}

}  // namespace

Error ConfigurationError(std::string message, std::string hint) {
  Error error;
  error.kind = Error::Kind::kConfiguration;
  error.message = std::move(message);
  error.hint = std::move(hint);
  return error;
}

Error UnknownArgumentsError(const Settings& settings) {
  const auto& names = settings.unknown_arguments;
  if (names.size() == 1) return service::UnknownError({names.front()});
  Error error;
  error.kind = Error::Kind::kUnknown;
  error.message = fmt::format(
      "The values of these arguments of the provider block are needed, and are known only after "
      "apply: {}.",
      fmt::join(names, ", "));
  error.hint = "Set them to values that are known at plan, or apply what they depend on first.";
  return error;
}

void AddOriginOfRefusedCredentials(const Settings& settings, service::Failure& failure) {
  Error& error = failure.error;
  if (!failure.from_service || error.http_status != 401 || failure.wrong_clock) return;
  if (!settings.credentials || settings.attempts.empty()) return;
  const SourceAttempt& chosen = settings.attempts.back();
  if (!error.hint.empty()) error.hint += ' ';
  error.hint += chosen.origin.empty()
                    ? fmt::format("The credentials come from {}.", chosen.source)
                    : fmt::format("The credentials come from {} ({}).",
                                  text::CleanForeignText(chosen.origin), chosen.source);
}

Error NoCredentialsError(const Settings& settings) {
  if (settings.attempts.empty()) return CredentialsError("No credentials were found.", kSetKeys);
  std::string message = "No credentials were found in any of these sources:";
  for (const auto& attempt : settings.attempts) {
    message += fmt::format("\n- {}: {}.", attempt.source, text::CleanForeignText(attempt.outcome));
  }
  return CredentialsError(std::move(message), kSetKeys);
}

std::optional<Error> UnusableReason(const Settings& settings) {
  if (!settings.unknown_arguments.empty()) return UnknownArgumentsError(settings);
  if (!settings.credentials_problem.empty()) {
    std::string problem = text::CleanForeignText(settings.credentials_problem);
    if (settings.credentials) return ConfigurationError(std::move(problem), {});
    return CredentialsError(std::move(problem), kSetKeys);
  }
  if (!settings.credentials) return NoCredentialsError(settings);
  const auto* password = std::get_if<Password>(&*settings.credentials);
  if (password != nullptr && password->domain_name.empty() && settings.domain_id &&
      settings.domain_id->empty()) {
    return CredentialsError("A user_name with a password also needs the account it belongs to.",
                            "Set domain_name (HW_DOMAIN_NAME) or domain_id (HW_DOMAIN_ID).");
  }
  if (NeedsRegion(settings)) {
    return ConfigurationError(
        "The credentials are exchanged at the provider's region, and the provider has none.",
        "Set region in the provider block, or HW_REGION_NAME in the environment.");
  }
  return std::nullopt;
}

}  // namespace provider::auth
