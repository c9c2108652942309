// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// JSON calls to IAM, STS and the metadata service, and functions that read their responses without
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

// Describes a call for its errors.
struct Target {
  std::string url;
  std::string operation;
  std::string hint;  // for a response that cannot be understood
};

// What the calls of one look-up or renewal share. Refers to objects that must outlive it.
struct JsonClient {
  using Result = tl::expected<http::Response, service::Failure>;

  const service::Caller& caller;
  service::Authorizer* authorizer;  // null: the calls need no credentials
  base::SteadyTime deadline;
  service::CallContext context;

  [[nodiscard]] Result Post(const Target& target, const nlohmann::json& body,
                            http::Headers headers = {}) const;
  // Sends a GET unless `request` says otherwise. Sets its URL and deadline.
  [[nodiscard]] Result Send(const Target& target, http::Request request = {}) const;
};

// Wraps an error that is not about a call of its own.
[[nodiscard]] inline service::Failure AsFailure(service::Error error) {
  return {.error = std::move(error), .sent = false};
}

// If the service asked to wait, replaces the hint: the advice to raise timeouts.read does not
// apply, because timeouts.read does not limit these calls.
void SayWaitAlone(service::Error& error);

[[nodiscard]] service::Failure NotUnderstood(const Target& target, const http::Response& response,
                                             std::string why);

[[nodiscard]] tl::expected<nlohmann::json, service::Failure> ParseResponse(
    const Target& target, const http::Response& response);

// 1 to 64 of A-Z a-z 0-9 - _, which is safe in a URL and a header.
[[nodiscard]] bool IsPlainId(std::string_view text);

// Printable ASCII without spaces, and short enough for a header.
[[nodiscard]] bool IsSecretText(std::string_view text);

// Reads the header X-Subject-Token of a response that issues a token, and registers it as a secret.
[[nodiscard]] tl::expected<std::string, service::Failure> IssuedToken(
    const Target& target, const http::Response& response);

// Parses "2026-01-02T03:04:05.678000Z" (UTC). Ignores the fraction, which may have any number of
// digits.
[[nodiscard]] std::optional<base::SystemTime> ParseIsoTime(std::string_view text);

}  // namespace provider::auth
