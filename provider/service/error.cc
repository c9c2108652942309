// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/service/error.h"

#include <fmt/format.h>

#include "provider/text/ascii.h"

namespace provider::service {
namespace {

// Adds a period unless the text already ends like a sentence.
std::string Sentence(std::string_view text) {
  text = text::AsciiTrim(text);
  std::string sentence(text);
  if (!text.ends_with('.') && !text.ends_with('!') && !text.ends_with('?')) sentence += '.';
  return sentence;
}

std::string Capitalized(const std::string& text) {
  return text.empty() ? text : text::AsciiUpper(text.substr(0, 1)) + text.substr(1);
}

void AddLine(std::string& lines, std::string_view line) {
  if (!lines.empty()) lines += '\n';
  lines += line;
}

std::string Outcome(const Error& error) {
  const std::string operation = error.operation.empty() ? "The call" : Capitalized(error.operation);
  if (error.http_status == 0) {
    const bool was_sent = error.kind != Error::Kind::kConfiguration;
    return fmt::format("{} failed: {} {}.", operation,
                       was_sent ? "no usable response from" : "nothing was sent to",
                       error.endpoint);
  }
  std::string outcome =
      fmt::format("{} failed: {} returned HTTP {}", operation, error.endpoint, error.http_status);
  if (!error.code.empty() && error.code != fmt::format("{}", error.http_status)) {
    outcome += fmt::format(" ({})", error.code);
  }
  return outcome + '.';
}

}  // namespace

std::string Error::ToDetail() const {
  std::string lines;
  if (!endpoint.empty()) AddLine(lines, Outcome(*this));
  if (!message.empty()) {
    // Quote the messages of services; ours and the transport's are plain sentences.
    const bool foreign = http_status != 0 && (kind == Kind::kRefused || kind == Kind::kHttp);
    AddLine(lines, foreign ? fmt::format("The service says: \"{}\"", text::AsciiTrim(message))
                           : Sentence(message));
  }
  if (!request_id.empty()) AddLine(lines, fmt::format("The request ID is {}.", request_id));
  if (!limit.empty()) {
    AddLine(lines, fmt::format("Gave up after {} attempt{}: {}.", attempts,
                               attempts == 1 ? "" : "s", limit));
  } else if (attempts > 1) {
    AddLine(lines, fmt::format("Gave up after {} attempts.", attempts));
  }
  if (!hint.empty()) AddLine(lines, Sentence(hint));
  if (lines.empty()) {
    lines = Sentence(operation.empty() ? "The call failed" : Capitalized(operation) + " failed");
  }
  return lines;
}

std::string Error::ToSummary(std::string_view title) const {
  const auto titled = [title](std::string_view outcome) {
    return fmt::format("{} {}", title, outcome);
  };
  switch (kind) {
    case Kind::kCancelled:
      return titled("Cancelled");
    case Kind::kTimeout:
      return titled("Timed Out");
    case Kind::kNetwork:
      return "Service Not Reached";
    case Kind::kRefused:
      return titled("Refused");
    case Kind::kNotUnderstood:
      return "Response Not Understood";
    case Kind::kCredentials:
      return "No Usable Credentials";
    case Kind::kConfiguration:
    case Kind::kUnknown:
      return "Unusable Provider Configuration";
    case Kind::kHttp:
      break;
  }
  return titled("Failed");
}

Error UnknownError(const UnknownValue& value) {
  Error error;
  error.kind = Error::Kind::kUnknown;
  error.message = fmt::format(
      "The value of \"{}\" in the provider block is needed, and is known only after apply.",
      value.argument);
  error.hint = "Set it to a value that is known at plan, or apply what it depends on first.";
  return error;
}

}  // namespace provider::service
