// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/auth/json_client.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "provider/service/endpoint.h"
#include "provider/service/envelope.h"
#include "provider/service/json.h"
#include "provider/text/ascii.h"
#include "provider/text/go_duration.h"
#include "provider/text/redaction.h"

namespace provider::auth {
namespace {

using nlohmann::json;
using service::Error;
using service::Failure;

constexpr std::chrono::seconds kAttemptLimit{60};
constexpr std::size_t kMaxSecret = 64U << 10;   // libcurl accepts 256 KiB of headers
constexpr std::size_t kMaxResponse = 8U << 20;  // an account may have thousands of projects

}  // namespace

JsonClient::Result JsonClient::Post(const Target& target, const json& body,
                                    http::Headers headers) const {
  http::Request request;
  request.method = "POST";
  request.headers = std::move(headers);
  request.headers.emplace_back("Content-Type", "application/json");
  // Names may contain bytes that are not UTF-8. They are replaced, and the service refuses the
  // name.
  request.body = body.dump(-1, ' ', false, json::error_handler_t::replace);
  return Send(target, std::move(request));
}

JsonClient::Result JsonClient::Send(const Target& target, http::Request request) const {
  request.url = target.url;
  request.deadline = deadline;
  request.max_response_bytes = std::min(request.max_response_bytes, kMaxResponse);
  service::CallContext limited = context;
  limited.attempt_limit = kAttemptLimit;
  return caller.TryCall(std::move(request), target.operation, authorizer, limited);
}

void SayWaitAlone(Error& error) {
  if (error.asked_to_wait <= std::chrono::milliseconds(0)) return;
  error.hint =
      fmt::format("The service asks to wait {} before the next call: run the command again later.",
                  text::FormatGoDuration(error.asked_to_wait));
}

Failure NotUnderstood(const Target& target, const http::Response& response, std::string why) {
  return {.error =
              service::UnusableResponse(response, target.operation, service::OriginOf(target.url),
                                        std::move(why), target.hint)};
}

tl::expected<json, Failure> ParseResponse(const Target& target, const http::Response& response) {
  auto document = service::ParseBoundedJson(response.body, service::kResponse);
  if (document) return *std::move(document);
  return tl::unexpected(
      NotUnderstood(target, response, fmt::format("The response {}.", document.error())));
}

bool IsPlainId(std::string_view text) {
  return !text.empty() && text.size() <= 64 && std::ranges::all_of(text, [](char c) {
    return text::IsAlphanumeric(c) || c == '-' || c == '_';
  });
}

bool IsSecretText(std::string_view text) {
  return !text.empty() && text.size() <= kMaxSecret && std::ranges::all_of(text, text::IsGraphic);
}

tl::expected<std::string, Failure> IssuedToken(const Target& target,
                                               const http::Response& response) {
  const std::string* header = http::FindHeader(response.headers, "X-Subject-Token");
  if (header == nullptr || !IsSecretText(*header)) {
    return tl::unexpected(
        NotUnderstood(target, response, "The response has no header X-Subject-Token."));
  }
  text::SecretRegistry::Process().Add(*header);
  return *header;
}

std::optional<base::SystemTime> ParseIsoTime(std::string_view text) {
  constexpr std::string_view kShape = "0000-00-00T00:00:00";
  if (text.size() <= kShape.size() || !text.ends_with('Z')) return std::nullopt;
  const auto fraction = text.substr(kShape.size(), text.size() - kShape.size() - 1);
  if (!fraction.empty() &&
      (fraction.front() != '.' ||
       fraction.find_first_not_of("0123456789", 1) != std::string_view::npos)) {
    return std::nullopt;
  }
  for (std::size_t i = 0; i < kShape.size(); ++i) {
    if (kShape[i] == '0' ? !text::IsDigit(text[i]) : text[i] != kShape[i]) return std::nullopt;
  }
  const auto number = [text](std::size_t at, std::size_t length) {
    return text::ParseInteger<int>(text.substr(at, length)).value_or(0);
  };
  const std::chrono::year_month_day date{std::chrono::year(number(0, 4)),
                                         std::chrono::month(static_cast<unsigned>(number(5, 2))),
                                         std::chrono::day(static_cast<unsigned>(number(8, 2)))};
  const int hour = number(11, 2);
  const int minute = number(14, 2);
  const int second = number(17, 2);
  if (!date.ok() || hour > 23 || minute > 59 || second > 60) return std::nullopt;
  // Milliseconds from the start: where `long` has 32 bits, minutes end in the year 6053.
  return base::SystemTime(std::chrono::sys_days(date)) + std::chrono::hours(hour) +
         std::chrono::minutes(minute) + std::chrono::seconds(second);
}

}  // namespace provider::auth
