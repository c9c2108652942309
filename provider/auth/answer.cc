// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/auth/answer.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "provider/service/bounded_json.h"
#include "provider/service/endpoint.h"
#include "provider/service/envelope.h"

namespace provider::auth {

using nlohmann::json;
using service::Error;

namespace {

constexpr std::size_t kMaxSecret = 64U << 10;  // the HTTP library takes 256 KiB of headers

}  // namespace

Error NotUnderstood(const Asked& asked, const http::Response& response, std::string why) {
  Error error;
  error.kind = Error::Kind::kNotUnderstood;
  error.operation = asked.operation;
  error.endpoint = service::OriginOf(asked.url);
  error.http_status = response.status;
  error.message = std::move(why);
  // Of the headers alone: the body may hold secrets.
  error.request_id = service::ReadErrorBody({response.status, response.headers, {}}).request_id;
  error.attempts = 1;
  error.hint = asked.hint;
  return error;
}

tl::expected<json, Error> ParseAnswer(const Asked& asked, const http::Response& response) {
  auto document = service::ParseBoundedJson(response.body);
  if (document) return *std::move(document);
  return tl::unexpected(
      NotUnderstood(asked, response, fmt::format("The answer {}.", document.error())));
}

std::string StringAt(const json& value, const char* key) {
  const json& member = MemberAt(value, key);
  return member.is_string() ? member.get<std::string>() : std::string();
}

const json& MemberAt(const json& value, const char* key) {
  static const json nothing;
  if (!value.is_object()) return nothing;
  const auto found = value.find(key);
  return found == value.end() ? nothing : *found;
}

bool IsPlainId(std::string_view text) {
  return !text.empty() && text.size() <= 64 && std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_';
  });
}

bool IsSecretText(std::string_view text) {
  return !text.empty() && text.size() <= kMaxSecret &&
         std::ranges::all_of(text, [](char c) { return c > 0x20 && c < 0x7f; });
}

}  // namespace provider::auth
