// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Reading the JSON answers of IAM, STS and the metadata service without trusting them.

#pragma once

#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>
#include <tl/expected.hpp>

#include "provider/http/transport.h"
#include "provider/service/error.h"

namespace provider::auth {

// The call an answer belongs to, for errors.
struct Asked {
  std::string url;
  std::string operation;
  std::string hint;  // for an answer that is not understood
};

[[nodiscard]] service::Error NotUnderstood(const Asked& asked, const http::Response& response,
                                           std::string why);

[[nodiscard]] tl::expected<nlohmann::json, service::Error> ParseAnswer(
    const Asked& asked, const http::Response& response);

// A string member of an object; "" when it is absent or something else.
[[nodiscard]] std::string StringAt(const nlohmann::json& value, const char* key);
// A member of an object; null when there is none.
[[nodiscard]] const nlohmann::json& MemberAt(const nlohmann::json& value, const char* key);

// 1 to 64 of A-Z a-z 0-9 - _: fit for a URL and a header.
[[nodiscard]] bool IsPlainId(std::string_view text);

// Fit for a header, and of a size that one may have: printable ASCII without blanks.
[[nodiscard]] bool IsSecretText(std::string_view text);

}  // namespace provider::auth
