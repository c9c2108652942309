// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/auth/ecs_metadata.h"

#include <string>
#include <utility>

#include "provider/auth/answer.h"
#include "provider/base/redaction.h"
#include "provider/service/ascii.h"

namespace provider::auth {
namespace {

using service::Error;

constexpr std::chrono::milliseconds kConnectLimit{1000};
constexpr std::chrono::seconds kTimeLimit{5};
constexpr std::size_t kMaxAnswer = 256U << 10;
// The service's own words, with status 401 (vendor's SDK for Python, auth/internal.py).
constexpr std::string_view kNoAgency = "Please configure Cloud Service Agency first";
constexpr const char* kHint = "Check endpoints.metadata: this does not look like ECS metadata.";

http::Request MakeRequest(const EcsMetadata& metadata, const char* method, const char* path,
                          base::SteadyTime deadline) {
  http::Request request;
  request.method = method;
  request.url = metadata.endpoint + path;
  request.deadline = deadline;
  request.connect_timeout = kConnectLimit;
  request.max_answer_bytes = kMaxAnswer;
  request.use_proxy = false;
  return request;
}

bool HasNoTokens(const Error& error) {
  return error.http_status == 404 || error.http_status == 405 || error.http_status == 503;
}

// Empty where the service has none.
tl::expected<std::string, Error> BeginSession(const service::Caller& caller,
                                              const EcsMetadata& metadata,
                                              base::SteadyTime deadline, std::stop_token stop) {
  auto request = MakeRequest(metadata, "PUT", "/meta-data/latest/api/token", deadline);
  // Needed for one call only; keys are asked for again hours later.
  request.headers = {{"X-Metadata-Token-Ttl-Seconds", "60"}};
  const auto response = caller.Call(request, kAskMetadata, nullptr, std::move(stop));
  if (!response) {
    if (HasNoTokens(response.error())) return std::string();
    return tl::unexpected(response.error());
  }
  std::string token(service::AsciiTrim(response->body));
  base::SecretRegistry::Process().Add(token);
  if (IsSecretText(token)) return token;
  return tl::unexpected(NotUnderstood({request.url, kAskMetadata, kHint}, *response,
                                      "The answer is no token of the metadata service."));
}

}  // namespace

tl::expected<TemporaryKey, Error> AskEcsMetadata(const service::Caller& caller,
                                                 const EcsMetadata& metadata, base::SteadyTime now,
                                                 std::stop_token stop) {
  const auto deadline = now + kTimeLimit;
  const auto token = BeginSession(caller, metadata, deadline, stop);
  if (!token) return tl::unexpected(token.error());
  auto request = MakeRequest(metadata, "GET", "/openstack/latest/securitykey", deadline);
  if (!token->empty()) request.headers = {{"X-Metadata-Token", *token}};
  auto response = caller.Call(request, kAskMetadata, nullptr, std::move(stop));
  if (response) return ReadTemporaryKey({request.url, kAskMetadata, kHint}, *response);
  Error error = std::move(response.error());
  if (error.message.find(kNoAgency) != std::string::npos) {
    error.message = "No agency is bound to this ECS instance.";
    error.hint = "Bind an agency for ECS to the instance, or give credentials in another way.";
  } else if (error.http_status != 0) {
    error.hint = kHint;
  }
  return tl::unexpected(std::move(error));
}

}  // namespace provider::auth
