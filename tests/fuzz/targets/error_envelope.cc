// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Error bodies: any body is read, and the resulting error is clean and holds no secret. The
// input: a status of three digits, 0xFF, X-Request-Id, 0xFF, the body.

#include <algorithm>

#include "provider/service/envelope.h"
#include "provider/service/error.h"
#include "provider/service/hints.h"
#include "provider/text/redaction.h"
#include "tests/fuzz/clean.h"
#include "tests/fuzz/fuzz.h"

using provider::fuzz::IsClean;
using provider::fuzz::Require;

namespace {

constexpr std::string_view kSecret = "s3cret/+=\"é<&>Zz";

void RequireFit(std::string_view text) {
  Require(IsClean(text), "every text is clean", text);
  Require(text.find(kSecret) == std::string_view::npos, "no text holds a secret", text);
  Require(text.find("Zz s3cret") == std::string_view::npos, "nor one with a blank in it", text);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace provider;
  static const bool registered = [] {
    text::SecretRegistry::Process().Add(kSecret);
    text::SecretRegistry::Process().Add("Zz s3cret");
    return true;
  }();
  static_cast<void>(registered);
  fuzz::Input input(data, size);
  http::Response response;
  for (const char c : input.Part().substr(0, 3)) {
    if (c >= '0' && c <= '9') response.status = response.status * 10 + (c - '0');
  }
  response.headers = {{"X-Request-Id", std::string(input.Part())}};
  response.body = input.Rest();
  const auto body = service::ReadErrorBody(response);
  Require(!body.code.empty(), "there is always a code");
  RequireFit(body.code);
  RequireFit(body.message);
  RequireFit(body.request_id);
  const auto again = service::ReadErrorBody(response);
  Require(again.code == body.code && again.message == body.message, "the same each time");

  service::Error error;
  error.endpoint = "https://cts.example";
  error.operation = "checking the buckets";
  error.http_status = response.status;
  error.code = body.code;
  error.message = body.message;
  error.request_id = body.request_id;
  error.attempts = 2;
  error.hint = service::HintForCall(body.code, body.message, response.status);
  const auto detail = error.ToDetail();
  Require(std::count(detail.begin(), detail.end(), '\n') < 6, "at most six lines", detail);
  Require(!error.ToSummary("Bucket Check").empty(), "a summary");
  return 0;
}
