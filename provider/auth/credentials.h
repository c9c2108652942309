// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Who the caller is, and what that becomes in a request. A set of credentials comes from one source
// and is never mixed with another's.

#pragma once

#include <optional>
#include <string>
#include <variant>

#include <tl/expected.hpp>

#include "provider/base/clock.h"
#include "provider/service/caller.h"

namespace provider::auth {

// Permanent keys, or temporary ones when security_token is set.
struct AccessKey {
  std::string access_key;
  std::string secret_key;
  std::string security_token;
  friend bool operator==(const AccessKey&, const AccessKey&) = default;
};

// An IAM token, sent as X-Auth-Token.
struct Token {
  std::string value;
  friend bool operator==(const Token&, const Token&) = default;
};

// Exchanged for a project-scoped token at IAM.
struct Password {
  std::string user_name;
  std::string password;
  std::string domain_name;
  friend bool operator==(const Password&, const Password&) = default;
};

// A role that an account lends to others. Who assumes it gets temporary keys of that account.
struct Agency {
  std::string name;
  std::string domain_name;   // of the account that lends it
  std::string domain_id;     // likewise; set: assumed at STS (v5), empty: at IAM (v3.0)
  int duration_seconds = 0;  // 0: the service's default
  friend bool operator==(const Agency&, const Agency&) = default;
};

// What an identity provider says about a CI job, exchanged for temporary keys: of `agency` at STS
// when it has a domain_id, else of the federated user at IAM.
struct IdToken {
  std::string idp_id;
  std::string value;  // empty: it is in `file`, which is read again for each renewal
  std::string file;
  Agency agency;
  friend bool operator==(const IdToken&, const IdToken&) = default;
};

// Temporary keys of the agency that is bound to this ECS instance.
struct EcsMetadata {
  std::string endpoint;  // base URL without a trailing slash
  friend bool operator==(const EcsMetadata&, const EcsMetadata&) = default;
};

using Credentials = std::variant<AccessKey, Token, Password, IdToken, EcsMetadata>;

// What is presented to a service: keys that sign requests, or a token; the user's own, or temporary
// ones that a service has issued.
struct Credential {
  std::variant<AccessKey, Token> value;
  std::optional<base::SystemTime> expires_at = {};  // nullopt: never, or nobody says when
  // The account and project of a token that was issued for a password; else empty.
  std::string domain_id = {};
  std::string project_id = {};
};

// Of a call that issues one.
using CredentialResult = tl::expected<Credential, service::Failure>;

}  // namespace provider::auth
