// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Builds from the settings what authorizes requests: a layer for the caller's own credentials, and
// on top one layer for each agency, which gets its keys with the layer below.

#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "provider/auth/authorizer.h"
#include "provider/auth/json_client.h"
#include "provider/auth/settings.h"
#include "provider/base/clock.h"
#include "provider/base/file_reader.h"
#include "provider/service/caller.h"

namespace provider::auth {

// Thread safe. The constructor's arguments must outlive it. Makes no call before the first
// Authorize. A call that needs an unknown value of the settings fails.
class AuthorizerStack {
 public:
  AuthorizerStack(const Settings& settings, const service::Caller& caller,
                  const base::FileReader& files, base::Clock& clock);
  ~AuthorizerStack();
  AuthorizerStack(const AuthorizerStack&) = delete;
  AuthorizerStack& operator=(const AuthorizerStack&) = delete;

  [[nodiscard]] CredentialAuthorizer& top() const { return *layers_.back(); }

 private:
  void AddCredentials();
  void AddLayer(RenewalTerms terms, Renewal::Source source);
  [[nodiscard]] CredentialResult GetToken(const Password& user,
                                          const service::CallContext& context) const;
  [[nodiscard]] CredentialResult Assume(std::size_t index,
                                        const service::CallContext& context) const;
  [[nodiscard]] CredentialResult AskMetadata(const EcsMetadata& metadata,
                                             const service::CallContext& context) const;
  // The account of the keys that assume agencies[index]. Empty if it cannot be found.
  [[nodiscard]] tl::expected<std::string, service::Failure> OwnDomainId(
      std::size_t index, const std::string& iam, const JsonClient& client) const;
  [[nodiscard]] JsonClient Client(service::Authorizer* authorizer,
                                  const service::CallContext& context) const;

  const Settings& settings_;
  const service::Caller& caller_;
  const base::FileReader& files_;
  base::Clock& clock_;
  std::vector<std::unique_ptr<CredentialAuthorizer>> layers_;  // the caller's own first
};

}  // namespace provider::auth
