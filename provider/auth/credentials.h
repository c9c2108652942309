// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Who the caller is. A set comes from one source and is never mixed with another's.

#pragma once

#include <string>
#include <variant>

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

using Credentials = std::variant<AccessKey, Token, Password>;

}  // namespace provider::auth
