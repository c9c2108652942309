// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Why a call to a cloud service gave no usable response, or could not be made because a value is
// not known yet. Errors are values; one place turns them into diagnostics.

#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

namespace provider::service {

struct Error {
  enum class Kind {
    kCancelled,      // Ctrl-C, or cancelled by the host
    kTimeout,        // the read's time limit
    kNetwork,        // name, connection, TLS, proxy
    kRefused,        // 401 or 403
    kHttp,           // any other status that is not a success
    kNotUnderstood,  // a success whose body is not what the API describes
    kCredentials,    // there are none, or they are unusable
    kConfiguration,  // an argument that is missing or contradictory
    kUnknown,        // an argument of the provider block that is known only after apply
  };
  Kind kind = Kind::kHttp;
  std::string operation;  // what was being done: "looking up the account ID"
  std::string endpoint;   // scheme://host[:port]; empty if no call was made
  int http_status = 0;    // 0: no response
  std::string code;       // "CTS.0013", "APIGW.0301"
  std::string message;    // the message of the service or transport, cleaned
  std::string request_id;
  std::string hint;  // what to do; may be empty
  int attempts = 0;
  // The limit that ended the retries: "max_retries is 5". Empty if none did.
  std::string limit;
  // The wait that the service asked for, if it is longer than the time limit allows; otherwise 0.
  std::chrono::milliseconds asked_to_wait{0};

  // Whether the call was cut off, so that an earlier failure says more than this error.
  [[nodiscard]] bool WasCutOff() const {
    return kind == Kind::kTimeout || kind == Kind::kCancelled;
  }
  // The detail of a diagnostic: everything known, in full sentences, at most six lines.
  [[nodiscard]] std::string ToDetail() const;
  // The summary of a diagnostic: constant text for each kind. `title` names what failed: "Bucket
  // Check" for "Bucket Check Refused".
  [[nodiscard]] std::string ToSummary(std::string_view title) const;
};

struct UnknownValue {
  std::string argument;  // as users write it: "cloud", "endpoints.iam"
  friend bool operator==(const UnknownValue&, const UnknownValue&) = default;
};

// A value of the provider block that may be known only after apply. Empty text: not set. Using it
// without a check is a compile error, so an unknown value cannot fall back to a default.
using MaybeUnknown = tl::expected<std::string, UnknownValue>;

// The error of a read that needs the value.
[[nodiscard]] Error UnknownError(const UnknownValue& value);

}  // namespace provider::service
