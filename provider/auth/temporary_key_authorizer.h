// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Signs with keys that run out: an agency's, or those of the metadata service.

#pragma once

#include <stop_token>

#include <tl/expected.hpp>

#include "provider/auth/renewal.h"
#include "provider/auth/temporary_key.h"
#include "provider/base/clock.h"
#include "provider/service/caller.h"

namespace provider::auth {

// Thread safe. `clock` and what the work refers to must outlive it.
class TemporaryKeyAuthorizer final : public service::Authorizer {
 public:
  TemporaryKeyAuthorizer(RenewalTerms terms, Renewal<TemporaryKey>::Work work, base::Clock& clock);

  [[nodiscard]] tl::expected<void, service::Error> Authorize(http::Request& request,
                                                             std::stop_token stop) override;
  [[nodiscard]] bool Refused(const http::Request& request, const service::Error& error) override;

 private:
  base::Clock& clock_;
  Renewal<TemporaryKey> key_;
};

}  // namespace provider::auth
