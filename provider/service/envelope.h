// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Reads error bodies of Huawei Cloud services: five envelopes, and any other text.
//
// Source: the vendor's SDK parser (order of the forms) and IAM's keystone form. Codes are compared
// ignoring case, because an old API version sends "cts.0007".

#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "provider/http/transport.h"

namespace provider::service {

struct ErrorBody {
  std::string code;
  std::string message;
  std::string request_id;
};

// Never fails: for an unreadable body, the code is the status and the message is the text. HTML is
// reduced to its title. Every text is cleaned (text::CleanForeignText). The request ID comes from
// the body, otherwise from X-Request-Id, otherwise from X-IAM-Trace-Id.
[[nodiscard]] ErrorBody ReadErrorBody(const http::Response& response);

// The same for a response that should be a success. nullopt if its body is not one of the
// envelopes.
[[nodiscard]] std::optional<ErrorBody> FindErrorBody(const http::Response& response);

[[nodiscard]] bool SameCode(std::string_view a, std::string_view b);

}  // namespace provider::service
