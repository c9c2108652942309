// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/auth/signer.h"

#include <algorithm>
#include <array>
#include <span>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "provider/http/url.h"
#include "provider/service/endpoint.h"
#include "provider/text/ascii.h"
#include "provider/text/http.h"

namespace provider::auth {
namespace {

constexpr std::string_view kAlgorithm = "SDK-HMAC-SHA256";
constexpr std::string_view kDateHeader = "X-Sdk-Date";

using Digest = std::array<unsigned char, 32>;

std::string Sha256Hex(std::string_view data) {
  Digest digest{};
  unsigned int length = 0;
  EVP_Digest(data.data(), data.size(), digest.data(), &length, EVP_sha256(), nullptr);
  return text::Hex(std::span(digest).first(length));
}

// The HMAC key is the secret key itself, without the key derivation that AWS uses.
std::string HmacSha256Hex(std::string_view key, std::string_view data) {
  Digest digest{};
  unsigned int length = 0;
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
       reinterpret_cast<const unsigned char*>(data.data()), data.size(), digest.data(), &length);
  return text::Hex(std::span(digest).first(length));
}

// Decodes first and splits afterwards, as the vendor's signers do: "%2F" becomes a separator.
std::string CanonicalPath(std::string_view path) {
  const std::string decoded = text::PercentDecode(path);
  std::string canonical;
  for (const std::string_view part : text::Split(decoded, '/')) {
    canonical += text::PercentEncode(part) + '/';
  }
  if (decoded.ends_with('/')) canonical.pop_back();  // the last segment is empty: drop its '/'
  return canonical;
}

std::string CanonicalQuery(std::string_view query) {
  std::vector<std::pair<std::string, std::string>> parameters;
  for (const std::string_view item : text::Split(query, '&')) {
    if (item.empty()) continue;
    const auto equals = item.find('=');
    const auto value =
        equals == std::string_view::npos ? std::string_view() : item.substr(equals + 1);
    parameters.emplace_back(text::PercentDecode(item.substr(0, equals)),
                            text::PercentDecode(value));
  }
  std::ranges::sort(parameters);
  std::string canonical;
  for (const auto& [key, value] : parameters) {
    if (!canonical.empty()) canonical += '&';
    canonical += text::PercentEncode(key) + '=' + text::PercentEncode(value);
  }
  return canonical;
}

// 20240619T080000Z. Does not use gmtime, which first reads the machine's time zone file.
std::string FormatDate(std::chrono::sys_seconds time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(time - day);
  return fmt::format("{:04}{:02}{:02}T{:02}{:02}{:02}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     clock.hours().count(), clock.minutes().count(), clock.seconds().count());
}

std::string HeaderOrEmpty(const http::Request& request, std::string_view name) {
  const std::string* value = http::FindHeader(request.headers, name);
  return value == nullptr ? std::string() : std::string(text::AsciiTrim(*value));
}

std::vector<std::string> HeadersToSign(const http::Headers& headers) {
  std::vector<std::string> names;
  for (const auto& [name, value] : headers) {
    std::string lower = text::AsciiLower(name);
    if (lower == "content-type" || lower == "host" || lower.starts_with("x-")) {
      names.push_back(std::move(lower));
    }
  }
  std::ranges::sort(names);
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

}  // namespace

SignatureParts ComputeSignature(const AccessKey& key, const http::Request& request,
                                const std::vector<std::string>& signed_headers) {
  const http::UrlParts url = http::SplitUrl(request.url);
  std::string canonical_headers;
  for (const auto& name : signed_headers) {
    canonical_headers += name + ':' + HeaderOrEmpty(request, name) + '\n';
  }
  const std::string names = fmt::format("{}", fmt::join(signed_headers, ";"));

  SignatureParts parts;
  parts.canonical_request =
      fmt::format("{}\n{}\n{}\n{}\n{}\n{}", request.method, CanonicalPath(url.path),
                  CanonicalQuery(url.query), canonical_headers, names, Sha256Hex(request.body));
  parts.string_to_sign = fmt::format("{}\n{}\n{}", kAlgorithm, HeaderOrEmpty(request, kDateHeader),
                                     Sha256Hex(parts.canonical_request));
  parts.authorization =
      fmt::format("{} Access={}, SignedHeaders={}, Signature={}", kAlgorithm, key.access_key, names,
                  HmacSha256Hex(key.secret_key, parts.string_to_sign));
  return parts;
}

void Sign(const AccessKey& key, std::chrono::sys_seconds now, http::Request& request) {
  http::SetHeader(request.headers, "Host", service::HostHeaderOf(request.url));
  http::SetHeader(request.headers, kDateHeader, FormatDate(now));
  if (!key.security_token.empty()) {
    http::SetHeader(request.headers, "X-Security-Token", key.security_token);
  }
  auto parts = ComputeSignature(key, request, HeadersToSign(request.headers));
  http::SetHeader(request.headers, "Authorization", std::move(parts.authorization));
}

}  // namespace provider::auth
