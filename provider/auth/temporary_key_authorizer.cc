// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/auth/temporary_key_authorizer.h"

#include <utility>

#include "provider/auth/signer.h"

namespace provider::auth {

TemporaryKeyAuthorizer::TemporaryKeyAuthorizer(RenewalTerms terms, Renewal<TemporaryKey>::Work work,
                                               base::Clock& clock)
    : clock_(clock), key_(std::move(terms), std::move(work), clock) {}

tl::expected<void, service::Error> TemporaryKeyAuthorizer::Authorize(http::Request& request,
                                                                     std::stop_token stop) {
  const auto lent = key_.Current(request.deadline, std::move(stop));
  if (!lent) return tl::unexpected(lent.error());
  Sign(lent->key, std::chrono::floor<std::chrono::seconds>(clock_.Now()), request);
  return {};
}

bool TemporaryKeyAuthorizer::Refused(const http::Request& request, const service::Error& error) {
  const std::string* refused = http::FindHeader(request.headers, "X-Security-Token");
  if (refused == nullptr) return false;
  return key_.Refused(
      [refused](const TemporaryKey& lent) { return lent.key.security_token == *refused; }, error);
}

}  // namespace provider::auth
