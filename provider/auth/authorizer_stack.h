// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// From settings to what authorises requests: the caller's own credentials, and on them one layer
// for each agency, which gets its keys with the layer below.

#pragma once

#include <cstddef>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "provider/auth/password_authorizer.h"
#include "provider/auth/settings.h"
#include "provider/auth/temporary_key.h"
#include "provider/base/clock.h"
#include "provider/base/file_reader.h"
#include "provider/service/caller.h"
#include "provider/service/error.h"

namespace provider::auth {

// Thread safe. Everything given must outlive it. Makes no call before the first Authorize.
class AuthorizerStack {
 public:
  AuthorizerStack(const Settings& settings, const service::Caller& caller,
                  const base::FileReader& files, base::Clock& clock);
  ~AuthorizerStack();
  AuthorizerStack(const AuthorizerStack&) = delete;
  AuthorizerStack& operator=(const AuthorizerStack&) = delete;

  [[nodiscard]] service::Authorizer& top() const { return *layers_.back(); }
  // The top, where its token says whose account and project requests are about; else null.
  [[nodiscard]] PasswordAuthorizer* password() const { return password_; }

 private:
  using KeyResult = tl::expected<TemporaryKey, service::Error>;

  void AddCredentials();
  void AddAgency(std::size_t index);
  [[nodiscard]] KeyResult Assume(std::size_t index, const std::stop_token& stop) const;
  [[nodiscard]] KeyResult AskMetadata(const EcsMetadata& metadata,
                                      const std::stop_token& stop) const;
  // The account of the keys that assume agencies[index].
  [[nodiscard]] tl::expected<std::string, service::Error> OwnDomainId(
      std::size_t index, base::SteadyTime deadline, const std::stop_token& stop) const;

  const Settings& settings_;
  const service::Caller& caller_;
  const base::FileReader& files_;
  base::Clock& clock_;
  PasswordAuthorizer* password_ = nullptr;
  std::vector<std::unique_ptr<service::Authorizer>> layers_;  // the caller's own first
};

}  // namespace provider::auth
