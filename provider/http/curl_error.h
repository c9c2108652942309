// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// What a libcurl error code means for the sender of a request: a kind and one sentence.
//
// Source: libcurl-errors(3). Pure functions, safe to call from any thread.

#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#define CURL_STRICTER  // distinct types for CURL and CURLM, which curl 8.11 no longer has
#include <curl/curl.h>

#include "provider/http/failure.h"
#include "provider/http/transport.h"

namespace provider::http {

struct CurlFailure : Failure {
  long proxy_status = 0;  // of the response to CONNECT; 0 if there was none
  std::size_t max_response_bytes = 0;
  bool too_many_headers = false;  // ResponseReader refused them
  bool too_much_body = false;
};

// libcurl's message, cleaned and without a period, to be part of a sentence.
[[nodiscard]] std::string CurlDetail(std::string_view words);

// `code` must not be CURLE_OK.
[[nodiscard]] TransportError CurlError(CURLcode code, const CurlFailure& failure);

}  // namespace provider::http
