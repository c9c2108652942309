// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "tests/support/standin/signature.h"

#include <algorithm>
#include <charconv>
#include <functional>
#include <utility>

#include <openssl/evp.h>
#include <openssl/hmac.h>

namespace standin {
namespace {

constexpr std::string_view kAlgorithm = "SDK-HMAC-SHA256";

std::string Hex(const unsigned char* bytes, std::size_t count) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string hex;
  for (std::size_t i = 0; i < count; ++i) {
    hex += kDigits[bytes[i] >> 4U];
    hex += kDigits[bytes[i] & 15U];
  }
  return hex;
}

std::string Sha256(std::string_view data) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  EVP_Digest(data.data(), data.size(), digest, &size, EVP_sha256(), nullptr);
  return Hex(digest, size);
}

std::string PercentEncode(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string encoded;
  for (const char c : text) {
    const bool unreserved = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                            (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.' || c == '~';
    if (unreserved) {
      encoded += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      encoded += {'%', kDigits[byte >> 4U], kDigits[byte & 15U]};
    }
  }
  return encoded;
}

// An escaped slash in the path splits segments like a plain one: the vendor decodes first.
std::string CanonicalPath(std::string_view path) {
  const std::string decoded = PercentDecode(path);
  std::string canonical;
  for (const auto segment : Split(decoded, '/')) canonical += PercentEncode(segment) + '/';
  if (decoded.ends_with('/')) canonical.pop_back();
  return canonical;
}

std::string CanonicalQuery(std::string_view query) {
  if (query.empty()) return "";
  std::vector<std::pair<std::string, std::string>> pairs;
  for (const auto part : Split(query, '&')) {
    const auto equals = part.find('=');
    const auto value =
        equals == std::string_view::npos ? std::string_view() : part.substr(equals + 1);
    pairs.emplace_back(PercentEncode(PercentDecode(part.substr(0, equals))),
                       PercentEncode(PercentDecode(value)));
  }
  std::sort(pairs.begin(), pairs.end());
  std::string canonical;
  for (const auto& [key, value] : pairs) {
    if (!canonical.empty()) canonical += '&';
    canonical += key;
    canonical += '=';
    canonical += value;
  }
  return canonical;
}

std::string_view Trim(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return "";
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

// Removes `prefix` from the front of `text`, or returns that it is missing.
bool Consume(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

std::optional<unsigned int> Digits(std::string_view text) {
  unsigned int number = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc() || stop != end) return std::nullopt;
  return number;
}

}  // namespace

std::optional<Authorization> ParseAuthorization(std::string_view header) {
  Authorization authorization;
  if (!Consume(header, kAlgorithm) || !Consume(header, " Access=")) return std::nullopt;
  const auto key_end = header.find(", ");
  if (key_end == std::string_view::npos) return std::nullopt;
  authorization.access_key = header.substr(0, key_end);
  header.remove_prefix(key_end);

  if (!Consume(header, ", SignedHeaders=")) return std::nullopt;
  const auto names_end = header.find(", ");
  if (names_end == std::string_view::npos) return std::nullopt;
  for (const auto name : Split(header.substr(0, names_end), ';')) {
    const bool upper =
        std::any_of(name.begin(), name.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
    if (name.empty() || upper) return std::nullopt;
    authorization.signed_headers.emplace_back(name);
  }
  header.remove_prefix(names_end);

  if (!Consume(header, ", Signature=")) return std::nullopt;
  authorization.signature = header;
  const auto& names = authorization.signed_headers;
  const bool sorted =
      std::adjacent_find(names.begin(), names.end(), std::greater_equal<>()) == names.end();
  if (!sorted || !std::binary_search(names.begin(), names.end(), "x-sdk-date")) return std::nullopt;
  return authorization;
}

std::string CanonicalRequest(const Call& call, const Authorization& authorization) {
  std::string canonical = call.method;
  canonical += '\n';
  canonical += CanonicalPath(call.Path());
  canonical += '\n';
  canonical += CanonicalQuery(call.Query());
  canonical += '\n';
  std::string names;
  for (const auto& name : authorization.signed_headers) {
    canonical += name;
    canonical += ':';
    canonical += Trim(call.Header(name));
    canonical += '\n';
    if (!names.empty()) names += ';';
    names += name;
  }
  canonical += '\n';
  canonical += names;
  canonical += '\n';
  canonical += Sha256(call.body);
  return canonical;
}

std::string Sign(std::string_view canonical_request, std::string_view date,
                 std::string_view secret_key) {
  std::string text(kAlgorithm);
  text += '\n';
  text += date;
  text += '\n';
  text += Sha256(canonical_request);
  unsigned char mac[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  HMAC(EVP_sha256(), secret_key.data(), static_cast<int>(secret_key.size()),
       reinterpret_cast<const unsigned char*>(text.data()), text.size(), mac, &size);
  return Hex(mac, size);
}

std::optional<std::chrono::sys_seconds> ParseSdkDate(std::string_view text) {
  using std::chrono::day;
  using std::chrono::month;
  using std::chrono::year;
  if (text.size() != 16 || text[8] != 'T' || text[15] != 'Z') return std::nullopt;
  const auto years = Digits(text.substr(0, 4));
  const auto months = Digits(text.substr(4, 2));
  const auto days = Digits(text.substr(6, 2));
  const auto hours = Digits(text.substr(9, 2));
  const auto minutes = Digits(text.substr(11, 2));
  const auto seconds = Digits(text.substr(13, 2));
  if (!years || !months || !days || !hours || !minutes || !seconds) return std::nullopt;
  const std::chrono::year_month_day date{year(static_cast<int>(*years)), month(*months),
                                         day(*days)};
  if (!date.ok() || *hours > 23 || *minutes > 59 || *seconds > 59) return std::nullopt;
  return std::chrono::sys_days(date) + std::chrono::hours(*hours) + std::chrono::minutes(*minutes) +
         std::chrono::seconds(*seconds);
}

bool PayloadHashMatches(const Call& call) {
  constexpr std::string_view kHeader = "X-Sdk-Content-Sha256";
  return !call.HasHeader(kHeader) || call.Header(kHeader) == Sha256(call.body);
}

}  // namespace standin
