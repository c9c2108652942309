// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/service/envelope.h"

#include <optional>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "provider/service/foreign_response.h"
#include "provider/service/hints.h"
#include "provider/service/json.h"
#include "provider/text/ascii.h"
#include "provider/text/redaction.h"

namespace provider::service {
namespace {

using nlohmann::json;

// The part of a body that is read. Error bodies are far shorter; a hostile one may be longer.
constexpr std::size_t kMaxErrorBody = 256U << 10;

// A string or an integer (keystone's code is a number); "" for anything else.
std::string TextAt(const json& object, const char* key) {
  const json& member = MemberAt(object, key);
  if (member.is_number_integer()) return fmt::format("{}", member.get<std::int64_t>());
  return text::CleanForeignText(StringAt(object, key));
}

std::optional<ErrorBody> ReadFlat(const json& object) {
  constexpr const char* kForms[][2] = {
      {"error_code", "error_msg"}, {"errorCode", "errorMsg"}, {"code", "message"}};
  for (const auto& [code_key, message_key] : kForms) {
    ErrorBody body{
        .code = TextAt(object, code_key), .message = TextAt(object, message_key), .request_id = {}};
    if (body.code.empty() && body.message.empty()) continue;
    body.request_id = TextAt(object, "request_id");
    return body;
  }
  return std::nullopt;
}

std::optional<ErrorBody> ReadJson(std::string_view text) {
  const auto document = ParseBoundedJson(text, kResponse);
  if (!document || !document->is_object()) return std::nullopt;
  auto body = ReadFlat(*document);
  for (auto item = document->begin(); !body && item != document->end(); ++item) {
    if (item->is_object()) body = ReadFlat(*item);
  }
  if (body && body->request_id.empty()) body->request_id = TextAt(*document, "request_id");
  if (const auto encoded = TextAt(*document, "encoded_authorization_message");
      body && !encoded.empty()) {
    body->message = text::CleanForeignText(
        fmt::format("{} (encoded_authorization_message: {})", body->message, encoded));
  }
  return body;
}

std::string ReadText(std::string_view text) {
  const std::string lower = text::AsciiLower(text);
  if (const auto title = FindElement(text, lower, "title")) return text::CleanForeignText(*title);
  if (text::AsciiTrim(lower).starts_with('<')) return "a page of HTML without a title";
  return text::CleanForeignText(text);
}

std::string HeaderText(const http::Response& response, std::string_view name) {
  const std::string* value = http::FindHeader(response.headers, name);
  return value == nullptr ? std::string() : text::CleanForeignText(*value);
}

std::string_view TextOf(const http::Response& response) {
  return std::string_view(response.body).substr(0, kMaxErrorBody);
}

// Fills in what the envelope does not contain.
ErrorBody Completed(ErrorBody body, const http::Response& response) {
  if (body.code.empty()) body.code = fmt::format("{}", response.status);
  if (body.message.empty()) body.message = ReadText(TextOf(response));
  for (const auto* name : {"X-Request-Id", "X-IAM-Trace-Id"}) {
    if (body.request_id.empty()) body.request_id = HeaderText(response, name);
  }
  return body;
}

}  // namespace

ErrorBody ReadErrorBody(const http::Response& response) {
  return Completed(ReadJson(TextOf(response)).value_or(ErrorBody{}), response);
}

std::optional<ErrorBody> FindErrorBody(const http::Response& response) {
  auto body = ReadJson(TextOf(response));
  if (!body) return std::nullopt;
  return Completed(*std::move(body), response);
}

Error UnusableResponse(const http::Response& response, std::string operation, std::string endpoint,
                       std::string why, std::string hint) {
  constexpr int kAsIfStatus = 400;  // of an error that comes with status 200
  Error error;
  error.kind = Error::Kind::kNotUnderstood;
  error.operation = std::move(operation);
  error.endpoint = std::move(endpoint);
  error.http_status = response.status;
  error.message = std::move(why);
  error.hint = std::move(hint);
  error.attempts = 1;
  // Only from the headers: the body of a successful response may contain secrets.
  error.request_id = ReadErrorBody({response.status, response.headers, {}}).request_id;
  if (auto body = FindErrorBody(response)) {
    error.kind = Error::Kind::kHttp;
    error.hint = HintForCall(body->code, body->message, kAsIfStatus);
    error.code = std::move(body->code);
    error.message = std::move(body->message);
    error.request_id = std::move(body->request_id);
  }
  return error;
}

bool SameCode(std::string_view a, std::string_view b) { return text::EqualsIgnoringCase(a, b); }

}  // namespace provider::service
