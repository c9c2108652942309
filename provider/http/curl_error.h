// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// What a code of libcurl means to the sender of a request: its kind, and one sentence.
//
// Source: libcurl-errors(3). Pure functions, safe from any thread.

#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#define CURL_STRICTER  // distinct types for CURL and CURLM
#include <curl/curl.h>

#include "provider/http/failure.h"
#include "provider/http/transport.h"

namespace provider::http {

struct CurlFailure : Failure {
  long proxy_status = 0;  // of the answer to CONNECT; 0 where there was none
  std::size_t max_answer_bytes = 0;
  bool too_many_headers = false;  // the reader of the answer refused them
  bool too_much_body = false;
};

// libcurl's own words as they may stand in a sentence: cleaned, without a period.
[[nodiscard]] std::string CurlDetail(std::string_view words);

// `code` is not CURLE_OK.
[[nodiscard]] TransportError CurlError(CURLcode code, const CurlFailure& failure);

}  // namespace provider::http
