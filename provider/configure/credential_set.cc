// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/configure/credential_set.h"

namespace provider::configure {
namespace {

constexpr const char* kSecurityToken = "security_token";

constexpr const char* IdentityOf(CredentialSet::Kind kind) {
  return kind == CredentialSet::Kind::kKeys ? "access_key" : "user_name";
}
constexpr const char* SecretOf(CredentialSet::Kind kind) {
  return kind == CredentialSet::Kind::kKeys ? "secret_key" : "password";
}

}  // namespace

CredentialSet CredentialSet::FromBlock(Kind kind, const Arguments& arguments) {
  CredentialSet set(kind);
  set.identity_ = arguments.FromBlock(IdentityOf(kind));
  set.secret_ = arguments.FromBlock(SecretOf(kind));
  if (kind == Kind::kKeys) set.security_token_ = arguments.FromBlock(kSecurityToken);
  return set;
}

CredentialSet CredentialSet::FromVariables(Kind kind, const Arguments& arguments, Family family) {
  CredentialSet set(kind);
  set.identity_ = arguments.FromFamily(IdentityOf(kind), family);
  set.secret_ = arguments.FromFamily(SecretOf(kind), family);
  if (kind == Kind::kKeys && !set.identity_.unset()) {
    set.security_token_ = arguments.FromFamily(kSecurityToken, family);
  }
  if (!set.empty()) set.family_ = family;
  return set;
}

CredentialSet CredentialSet::FromEnvironment(Kind kind, const Arguments& arguments) {
  for (const auto family : kFamilies) {
    auto set = FromVariables(kind, arguments, family);
    if (!set.empty()) return set;
  }
  return CredentialSet(kind);
}

CredentialSet CredentialSet::CompletedFrom(const Arguments& arguments) const {
  CredentialSet completed = *this;
  if (family_ || empty() || whole()) return completed;
  const auto take = [&](const CredentialSet& variables) {
    completed.family_ = variables.family_;
    if (secret_.unset()) completed.secret_ = variables.secret_;
    if (!identity_.unset()) return;
    completed.identity_ = variables.identity_;
    if (security_token_.unset()) completed.security_token_ = variables.security_token_;
  };
  if (identity_.unset() && secret_.unset()) {
    take(FromEnvironment(kind_, arguments));
    return completed;
  }
  for (const auto family : kFamilies) {
    const auto variables = FromVariables(kind_, arguments, family);
    const auto& lacking = identity_.unset() ? variables.identity_ : variables.secret_;
    if (lacking.unset()) continue;
    take(variables);
    break;
  }
  return completed;
}

const Setting& CredentialSet::beginning() const {
  if (!identity_.unset()) return identity_;
  return secret_.unset() ? security_token_ : secret_;
}

std::string_view CredentialSet::missing() const {
  if (identity_.unset()) return IdentityOf(kind_);
  return secret_.unset() ? SecretOf(kind_) : std::string_view();
}

}  // namespace provider::configure
