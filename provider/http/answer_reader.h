// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Collects the pieces of an answer and says stop when there are too many of them.
//
// Wrong to expect: the body's limit is the caller's, the headers' limit is fixed, and it counts
// every header sent, those of 1xx answers and trailers included.

#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "provider/http/transport.h"

namespace provider::http {

inline constexpr std::size_t kMaxHeaderBytes = 256U << 10;

class AnswerReader {
 public:
  explicit AnswerReader(std::size_t max_body_bytes) : max_body_bytes_(max_body_bytes) {}

  // A status line, a header, or the empty line after them, with its line end. False: too many.
  [[nodiscard]] bool AddHeaderLine(std::string_view line);
  // A part of the body. False: too much.
  [[nodiscard]] bool AddBody(std::string_view part);

  // The answer; nullopt when it ended amid its headers, which libcurl takes for a whole one.
  [[nodiscard]] std::optional<Response> Take(int status) &&;

 private:
  std::size_t max_body_bytes_;
  std::size_t header_bytes_ = 0;
  bool headers_ended_ = false;
  Response response_;
};

// Whether the headers give the body different lengths: nobody knows then where it ends (RFC 9112,
// section 6.3), and libcurl takes the last.
[[nodiscard]] bool HasTwoLengths(const Headers& headers);

}  // namespace provider::http
