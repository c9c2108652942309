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
#include "provider/service/error.h"

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

// The error of a call whose response, although its status is 2xx, is of no use. `why` is a
// sentence: "The response has no list \"projects\"." `hint` says what to do. If the body is an
// error of the service, the error has its code, message and hint instead.
[[nodiscard]] Error UnusableResponse(const http::Response& response, std::string operation,
                                     std::string endpoint, std::string why, std::string hint);

[[nodiscard]] bool SameCode(std::string_view a, std::string_view b);

}  // namespace provider::service
