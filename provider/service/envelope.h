// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Error bodies of Huawei Cloud services: five envelopes, and anything else.
//
// Source: the vendor's SDK parser (order of the forms) and IAM's keystone form. Codes are compared
// without case: an old API version writes "cts.0007".

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

// Never fails: an unreadable body gives the status as code and the text itself as message. HTML is
// reduced to its title. Every text is cleaned (text::CleanForeignText). The request ID comes from
// the body, else from X-Request-Id, else from X-IAM-Trace-Id.
[[nodiscard]] ErrorBody ReadErrorBody(const http::Response& response);

// The same for a response that should be a success: nullopt unless its body is one of the
// envelopes.
[[nodiscard]] std::optional<ErrorBody> FindErrorBody(const http::Response& response);

[[nodiscard]] bool SameCode(std::string_view a, std::string_view b);

}  // namespace provider::service
