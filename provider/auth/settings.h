// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// What configuration and environment say about the caller and the services; filled by configure/.
// Settings with which no call can be made become errors that say what to set.

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

// Where credentials were looked for and what came of it, in the order of the chain; for the message
// "no credentials" and for the TRACE line that says who won.
struct SourceAttempt {
  std::string source;   // "provider block", "environment", …
  std::string outcome;  // a phrase: "no access_key, token or user_name is set"
};

inline constexpr const char* kEnvironmentSource = "environment";
// The source that gives its outcome only when a read asks it.
inline constexpr const char* kEcsMetadataSource = "ECS metadata";

struct Settings {
  service::Endpoints
      endpoints;  // region may be empty: an error on the first read that has none either
  std::optional<Credentials> credentials;
  std::vector<SourceAttempt> attempts;
  std::string credentials_problem;  // a sentence when a source was chosen but cannot serve

  // Assumed in this order, each with the keys of the one before. When there is one, the account
  // and the project of requests are the last one's, and the two IDs below are the caller's only.
  std::vector<Agency> agencies;

  service::MaybeUnknown domain_id;     // empty: looked up
  service::MaybeUnknown project_id;    // empty: looked up
  service::MaybeUnknown project_name;  // empty: the region

  int max_retries = 0;
  bool insecure = false;
  std::string ca;          // cacert_file: path or PEM
  std::string ca_setting;  // the argument or variable it came from
  std::string user_agent;

  // Where values came from, by argument: "the environment variable HW_REGION_NAME". Of those that
  // are set: region, domain_id, project_id, project_name, cacert_file.
  std::map<std::string, std::string, std::less<>> sources = {};

  // Arguments of the provider block that every read needs and whose values are not known yet: an
  // error that names them, or a deferral. What only some reads need is a MaybeUnknown above.
  std::vector<std::string> unknown_arguments;

  // Whether requests are signed, and so may be about any region; a token belongs to a project.
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

// Lists every source that was tried and why it gave none, one per line.
[[nodiscard]] service::Error NoCredentialsError(const Settings& settings);

// Why no call can be authorised whatever it is about; nullopt when one can be tried. Then all that
// getting a token or temporary keys needs is known: the address of IAM or STS and, for a password,
// the account and the project. Of Kind::kUnknown when only apply can tell.
[[nodiscard]] std::optional<service::Error> UnusableReason(const Settings& settings);

}  // namespace provider::auth
