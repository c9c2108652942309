// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Responses of IAM, STS and the metadata service with temporary keys. The input: the response.

#include <variant>

#include "provider/auth/json_client.h"
#include "provider/auth/temporary_keys.h"
#include "provider/text/redaction.h"
#include "tests/fuzz/clean.h"
#include "tests/fuzz/fuzz.h"

using provider::fuzz::Require;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace provider;
  http::Response response;
  response.status = 200;
  response.body = fuzz::Input(data, size).Rest();
  const auto lent =
      auth::ReadTemporaryKey({"https://iam.example/v3.0", "assuming the agency", ""}, response);
  if (lent) {
    const auto& key = std::get<auth::AccessKey>(lent->value);
    fuzz::RequireUsableKey(key);
    Require(!key.security_token.empty(), "a key that is lent has a token");
    // Years 0 to 9999, in milliseconds. A leap second may end the last one.
    if (lent->expires_at) {
      const auto at = lent->expires_at->time_since_epoch().count();
      Require(at >= -62'167'219'200'000 && at <= 253'402'300'800'000,
              "a time that a clock can tell");
    }
  } else {
    const auto& error = lent.error().error;
    const auto detail = error.ToDetail();
    using Kind = service::Error::Kind;
    Require(error.kind == Kind::kNotUnderstood || error.kind == Kind::kHttp,
            "it is not understood, or an error in a success");
    Require(fuzz::IsClean(error.message, 1100), "a refusal is clean", detail);
  }
  static_cast<void>(auth::ParseIsoTime(response.body));
  return 0;
}
