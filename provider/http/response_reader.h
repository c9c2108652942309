// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Collects the parts of a response, and reports when there are too many.
//
// Note that the two limits differ: the caller sets the limit of the body. The limit of the headers
// is fixed and covers every header that is sent, including those of 1xx responses and trailers.

#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "provider/http/transport.h"

namespace provider::http {

inline constexpr std::size_t kMaxHeaderBytes = 256U << 10;

class ResponseReader {
 public:
  explicit ResponseReader(std::size_t max_body_bytes) : max_body_bytes_(max_body_bytes) {}

  // Adds a status line, a header, or the empty line after the headers, with its line end. Returns
  // false if there are too many bytes of headers.
  [[nodiscard]] bool AddHeaderLine(std::string_view line);
  // Adds a part of the body. Returns false if the body gets too large.
  [[nodiscard]] bool AddBody(std::string_view part);

  // Returns the response. nullopt if it ended in the middle of its headers, which libcurl treats as
  // a complete response.
  [[nodiscard]] std::optional<Response> Take(int status) &&;

 private:
  std::size_t max_body_bytes_;
  std::size_t header_bytes_ = 0;
  bool headers_ended_ = false;
  Response response_;
};

// Whether headers give the body different lengths. The end of the body is then ambiguous (RFC 9112,
// section 6.3), and libcurl uses the last length.
[[nodiscard]] bool HasTwoLengths(const Headers& headers);

}  // namespace provider::http
