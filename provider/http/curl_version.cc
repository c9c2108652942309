// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/http/curl_version.h"

#include <string_view>

#include <curl/curl.h>

namespace provider::http {
namespace {

std::string_view OrEmpty(const char* text) { return text == nullptr ? "" : text; }

}  // namespace

CurlVersions LinkedCurlVersions() {
  const auto* info = curl_version_info(CURLVERSION_NOW);
  const auto tls = OrEmpty(info->ssl_version);  // "OpenSSL/3.0.22"
  return {.curl = std::string(OrEmpty(info->version)),
          .openssl = std::string(tls.substr(tls.find('/') + 1)),
          .cares = std::string(OrEmpty(info->ares))};
}

}  // namespace provider::http
