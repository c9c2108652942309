// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// A pair of credentials, access_key with secret_key or user_name with password, from one source:
// the provider block or one family of environment variables. No constructor takes individual
// members, so that code cannot mix two accounts. CompletedFrom is the only exception.

#pragma once

#include <optional>
#include <string_view>

#include "provider/configure/arguments.h"

namespace provider::configure {

class CredentialSet {
 public:
  enum class Kind { kKeys, kPassword };

  [[nodiscard]] static CredentialSet FromBlock(Kind kind, const Arguments& arguments);

  // Reads a security token only together with its access key.
  [[nodiscard]] static CredentialSet FromVariables(Kind kind, const Arguments& arguments,
                                                   Family family);

  // From the first family that has at least half of the pair. If it has only half, the caller must
  // report that: the pair of a later family may belong to somebody else.
  [[nodiscard]] static CredentialSet FromEnvironment(Kind kind, const Arguments& arguments);

  // Completes a set that the block begins: takes the missing half from the first family that has it
  // and, if that half is the access key, its security token. Returns any other set unchanged.
  [[nodiscard]] CredentialSet CompletedFrom(const Arguments& arguments) const;

  [[nodiscard]] const Setting& identity() const { return identity_; }  // access_key, user_name
  [[nodiscard]] const Setting& secret() const { return secret_; }      // secret_key, password
  [[nodiscard]] const Setting& security_token() const { return security_token_; }  // for keys only
  // The family of those members that come from variables; nullopt: all come from the block.
  [[nodiscard]] std::optional<Family> family() const { return family_; }

  // Whether no member is set. An unknown member counts as set.
  [[nodiscard]] bool empty() const {
    return identity_.unset() && secret_.unset() && security_token_.unset();
  }
  [[nodiscard]] bool whole() const { return !identity_.unset() && !secret_.unset(); }

  // For messages: the first member that is set, and the argument that an incomplete set lacks.
  [[nodiscard]] const Setting& beginning() const;
  [[nodiscard]] std::string_view missing() const;

 private:
  explicit CredentialSet(Kind kind) : kind_(kind) {}

  Kind kind_;
  Setting identity_;
  Setting secret_;
  Setting security_token_;
  std::optional<Family> family_;
};

}  // namespace provider::configure
