// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Why a call to a cloud service gave no usable response, or could not be made for a value that is
// not known yet: a value that becomes a diagnostic at one place.

#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

namespace provider::service {

struct Error {
  enum class Kind {
    kCancelled,      // Ctrl-C or the host
    kTimeout,        // the read's time limit
    kNetwork,        // name, connection, TLS, proxy
    kRefused,        // 401 or 403
    kHttp,           // any other status that is no success
    kNotUnderstood,  // a success whose body is not what the API describes
    kCredentials,    // there are none, or none usable
    kConfiguration,  // an argument that is missing or contradictory
    kUnknown,        // an argument of the provider block that is known only after apply
  };
  Kind kind = Kind::kHttp;
  std::string operation;  // what was being done: "looking up the account ID"
  std::string endpoint;   // scheme://host[:port]; empty when no call was made
  int http_status = 0;    // 0: no response
  std::string code;       // "CTS.0013", "APIGW.0301"
  std::string message;    // the service's or the transport's words, cleaned
  std::string request_id;
  std::string hint;  // what to do; may be empty
  int attempts = 0;
  // Which limit ended the retries: "max_retries is 5"; empty when none did.
  std::string limit;
  // What the service asked to wait for, when the time limit does not allow it; else 0.
  std::chrono::milliseconds asked_to_wait{0};

  // The detail of a diagnostic: full sentences with all that is known, at most six lines.
  [[nodiscard]] std::string ToDetail() const;
  // Its summary: constant text by kind. `title` names what failed: "Bucket Check" for "Bucket Check
  // Refused".
  [[nodiscard]] std::string ToSummary(std::string_view title) const;
};

struct UnknownValue {
  std::string argument;  // as users write it: "cloud", "endpoints.iam"
  friend bool operator==(const UnknownValue&, const UnknownValue&) = default;
};

// A value of the provider block that may be known only after apply; empty text: not set. Reading it
// without looking is a compile error, so that an unknown value cannot fall back to a default.
using MaybeUnknown = tl::expected<std::string, UnknownValue>;

// What a read says that needs the value.
[[nodiscard]] Error UnknownError(const UnknownValue& value);

}  // namespace provider::service
