// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// A pair that signs in, access_key with secret_key or user_name with password, from one source: the
// provider block or one family of environment variables. No constructor takes the members one by
// one, so that no code can mix two accounts; CompletedFrom is the one exception.

#pragma once

#include <optional>
#include <string_view>

#include "provider/configure/arguments.h"

namespace provider::configure {

class CredentialSet {
 public:
  enum class Kind { kKeys, kPassword };

  [[nodiscard]] static CredentialSet FromBlock(Kind kind, const Arguments& arguments);

  // A security token is read only beside the access key it was issued with.
  [[nodiscard]] static CredentialSet FromVariables(Kind kind, const Arguments& arguments,
                                                   Family family);

  // Of the first family that has half of the pair or all of it. Half is returned as it is, for the
  // caller to report: the pair of a lower family may be somebody else's.
  [[nodiscard]] static CredentialSet FromEnvironment(Kind kind, const Arguments& arguments);

  // A set that the block begins, with the half that it lacks from the first family that has it and,
  // if that is the access key, its security token. Any other set is returned as it is.
  [[nodiscard]] CredentialSet CompletedFrom(const Arguments& arguments) const;

  [[nodiscard]] const Setting& identity() const { return identity_; }  // access_key, user_name
  [[nodiscard]] const Setting& secret() const { return secret_; }      // secret_key, password
  [[nodiscard]] const Setting& security_token() const { return security_token_; }  // of keys
  // Of the variables among the members; nullopt: all are the block's.
  [[nodiscard]] std::optional<Family> family() const { return family_; }

  // No member is set; one that is unknown counts as set.
  [[nodiscard]] bool empty() const {
    return identity_.unset() && secret_.unset() && security_token_.unset();
  }
  [[nodiscard]] bool whole() const { return !identity_.unset() && !secret_.unset(); }

  // For messages: the first member that is set, and the argument that is missing when it is not
  // whole.
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
