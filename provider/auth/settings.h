// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// What the configuration and the environment say about the caller and the services; filled by
// configure/. If the settings do not allow a call, the error says what to set.

#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "provider/auth/credentials.h"
#include "provider/service/caller.h"
#include "provider/service/endpoint.h"
#include "provider/service/error.h"

namespace provider::auth {

// A source that was searched for credentials and the outcome, in the order of the chain. Used by
// the "no credentials" message and by the TRACE line that names the chosen source.
struct SourceAttempt {
  std::string source;   // "provider block", "environment", …
  std::string outcome;  // a phrase: "no access_key, token or user_name is set"
  // Where in the source the chosen credentials are: "HW_ACCESS_KEY, HW_SECRET_KEY". Empty if the
  // source was not chosen, or if its name says enough.
  std::string origin = {};
};

inline constexpr const char* kEnvironmentSource = "environment";
// The source whose outcome is known only after a read asks it.
inline constexpr const char* kEcsMetadataSource = "ECS metadata";

struct Settings {
  service::Endpoints
      endpoints;  // region may be empty: a read that names no region of its own then fails
  std::optional<Credentials> credentials;
  std::vector<SourceAttempt> attempts;
  std::string credentials_problem;  // a sentence, if the chosen source is unusable

  // Assumed in this order, each with the keys of the one before. If there is one, requests use the
  // account and project of the last agency, and the two IDs below describe only the caller.
  std::vector<Agency> agencies;

  service::MaybeUnknown domain_id;     // empty: looked up
  service::MaybeUnknown project_id;    // empty: looked up
  service::MaybeUnknown project_name;  // empty: the region

  int max_retries = 0;
  bool insecure = false;
  std::string ca;          // cacert_file: path or PEM
  std::string ca_setting;  // the argument or variable it came from
  std::string user_agent;

  // Where values came from, by argument: "the environment variable HW_REGION_NAME". Contains those
  // of region, domain_id, project_id, project_name and cacert_file that are set.
  std::map<std::string, std::string, std::less<>> sources = {};

  // Arguments of the provider block that every read needs and whose values are not known yet. A
  // read then returns an error that names them, or is deferred. Values that only some reads need
  // are the MaybeUnknown members above.
  std::vector<std::string> unknown_arguments;

  // Whether requests are signed, and can therefore address any region. A token is limited to its
  // project.
  [[nodiscard]] bool SendsKeys() const {
    return !agencies.empty() || (credentials && !std::holds_alternative<Token>(*credentials) &&
                                 !std::holds_alternative<Password>(*credentials));
  }
};

[[nodiscard]] service::Error ConfigurationError(std::string message, std::string hint);

[[nodiscard]] service::Error UnknownArgumentsError(const Settings& settings);

// If the service refused the credentials themselves, adds to the hint where they were set: "The
// credentials come from HW_AUTH_TOKEN (environment)."
void AddOriginOfRefusedCredentials(const Settings& settings, service::Failure& failure);

// Lists every source that was tried and why it had no credentials, one per line.
[[nodiscard]] service::Error NoCredentialsError(const Settings& settings);

// Why no call can be authorized, whatever it is about; nullopt if a call can be tried. In that case
// everything needed to get a token or temporary keys is known: the address of IAM or STS and, for a
// password, the account and the project. The kind is kUnknown if this is known only after apply.
[[nodiscard]] std::optional<service::Error> UnusableReason(const Settings& settings);

}  // namespace provider::auth
