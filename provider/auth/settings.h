// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// What configuration and environment say about the caller and the services; filled by configure/.

#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "provider/auth/credentials.h"
#include "provider/service/endpoint.h"

namespace provider::auth {

// Where credentials were looked for and what came of it, in the order of the chain; for the message
// "no credentials" and for the TRACE line that says who won.
struct SourceAttempt {
  std::string source;   // "provider block", "environment", …
  std::string outcome;  // a phrase: "no access_key, token or user_name is set"
};

struct Settings {
  service::Endpoints
      endpoints;  // region may be empty: an error on the first read that has none either
  std::optional<Credentials> credentials;
  std::vector<SourceAttempt> attempts;
  std::string credentials_problem;  // a sentence when a source was chosen but cannot serve

  std::string domain_id;     // empty: looked up
  std::string project_id;    // empty: looked up
  std::string project_name;  // empty: the region

  int max_retries = 5;
  bool insecure = false;
  std::string ca;  // cacert_file: path or PEM
  std::string user_agent;

  // Arguments of the provider block whose values are not known yet; a read that needs one is an
  // error that names it, never a fall-back to a default.
  std::vector<std::string> unknown_arguments;
};

}  // namespace provider::auth
