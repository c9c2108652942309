// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// The JSON calls to IAM, STS and the metadata service, and reading their responses without
// trusting them.

#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <nlohmann/json_fwd.hpp>
#include <tl/expected.hpp>

#include "provider/base/clock.h"
#include "provider/http/transport.h"
#include "provider/service/caller.h"
#include "provider/service/error.h"

namespace provider::auth {

// A call, for its errors.
struct Asked {
  std::string url;
  std::string operation;
  std::string hint;  // for a response that is not understood
};

// What the calls of one look-up or renewal have in common. Refers to things that must outlive it.
struct JsonClient {
  using Result = tl::expected<http::Response, service::Failure>;

  const service::Caller& caller;
  service::Authorizer* authorizer;  // null: the calls need no credentials
  base::SteadyTime deadline;
  service::CallContext context;

  [[nodiscard]] Result Post(const Asked& asked, const nlohmann::json& body,
                            http::Headers headers = {}) const;
  // A GET unless the request says otherwise; its URL and deadline are set here.
  [[nodiscard]] Result Send(const Asked& asked, http::Request request = {}) const;
};

// A failure that is not about a call of its own.
[[nodiscard]] inline service::Failure AsFailure(service::Error error) {
  return {.error = std::move(error), .sent = false};
}

// A wait that the service asks for, without the advice to raise timeouts.read, which is not the
// limit of these calls.
void SayWaitAlone(service::Error& error);

[[nodiscard]] service::Failure NotUnderstood(const Asked& asked, const http::Response& response,
                                             std::string why);

[[nodiscard]] tl::expected<nlohmann::json, service::Failure> ParseResponse(
    const Asked& asked, const http::Response& response);

// 1 to 64 of A-Z a-z 0-9 - _: fit for a URL and a header.
[[nodiscard]] bool IsPlainId(std::string_view text);

// Fit for a header, and of a size that one may have: printable ASCII without spaces.
[[nodiscard]] bool IsSecretText(std::string_view text);

// The header X-Subject-Token of a response that issues a token, registered as a secret.
[[nodiscard]] tl::expected<std::string, service::Failure> IssuedToken(
    const Asked& asked, const http::Response& response);

// "2026-01-02T03:04:05.678000Z", UTC, any number of fractional digits, which are ignored.
[[nodiscard]] std::optional<base::SystemTime> ParseIsoTime(std::string_view text);

}  // namespace provider::auth
