// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// The kinds of credentials, and what a request presents. A set of credentials comes from one source
// and is never mixed with values of another source.

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

// A role that an account grants to other accounts. A caller that assumes it gets temporary keys of
// that account.
struct Agency {
  std::string name;
  std::string domain_name;  // of the account that has the agency
  std::string domain_id;    // the same account's ID; set: assumed at STS (v5), empty: at IAM (v3.0)
  int duration_seconds = 0;  // 0: the service's default
  friend bool operator==(const Agency&, const Agency&) = default;
};

// A statement of an identity provider about a CI job, exchanged for temporary keys. With
// agency.domain_id they are keys of `agency`, issued by STS; without it, keys of the federated
// user, issued by IAM.
struct IdToken {
  std::string idp_id;
  std::string value;  // empty: read from `file` again for each renewal
  std::string file;
  Agency agency;
  friend bool operator==(const IdToken&, const IdToken&) = default;
};

// Temporary keys of the agency attached to this ECS instance.
struct EcsMetadata {
  std::string endpoint;  // base URL without a trailing slash
  friend bool operator==(const EcsMetadata&, const EcsMetadata&) = default;
};

using Credentials = std::variant<AccessKey, Token, Password, IdToken, EcsMetadata>;

// What a request presents to a service: keys that sign it, or a token. They are the user's own or
// temporary ones that a service issued.
struct Credential {
  std::variant<AccessKey, Token> value;
  std::optional<base::SystemTime> expires_at = {};  // nullopt: never, or not known
  // The account and project of a token that was issued for a password; otherwise empty.
  std::string domain_id = {};
  std::string project_id = {};
};

// The result of a call that issues a credential.
using CredentialResult = tl::expected<Credential, service::Failure>;

}  // namespace provider::auth
