// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/http/url.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace provider::http {
namespace {

constexpr std::string_view kDigits = "0123456789";
constexpr std::string_view kNameCharacters =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._";
constexpr std::string_view kUserInfoCharacters =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._:~!$&'()*+,;=%@";
constexpr std::string_view kIpv6Characters = "0123456789abcdefABCDEF:.";
constexpr std::array<std::pair<std::string_view, int>, 4> kDefaultPorts{
    {{"http", 80}, {"https", 443}, {"socks5", 1080}, {"socks5h", 1080}}};

bool ConsistsOf(std::string_view text, std::string_view characters) {
  return !text.empty() && text.find_first_not_of(characters) == std::string_view::npos;
}

bool IsPrintableAscii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < '\x7f'; });
}

// Each '%' begins an escape. One that does not is left as it is by some and refused by others.
bool HasWholeEscapes(std::string_view text) {
  constexpr std::string_view kHexDigits = "0123456789abcdefABCDEF";
  for (auto at = text.find('%'); at != std::string_view::npos; at = text.find('%', at + 1)) {
    if (text.size() < at + 3 || !ConsistsOf(text.substr(at + 1, 2), kHexDigits)) return false;
  }
  return true;
}

bool TakePort(std::string_view text, Url& url) {
  constexpr std::size_t kLongest = 5;
  constexpr int kMost = 65'535;
  if (!ConsistsOf(text, kDigits) || text.size() > kLongest) return false;
  std::from_chars(text.data(), text.data() + text.size(), url.port);
  return url.port > 0 && url.port <= kMost;
}

}  // namespace

std::optional<Url> ParseUrl(std::string_view text) {
  if (!IsPrintableAscii(text)) return std::nullopt;
  const auto colon = text.find("://");
  if (colon == std::string_view::npos) return std::nullopt;
  Url url;
  url.scheme = text.substr(0, colon);
  std::transform(url.scheme.begin(), url.scheme.end(), url.scheme.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  const auto* scheme = std::find_if(kDefaultPorts.begin(), kDefaultPorts.end(),
                                    [&url](const auto& each) { return each.first == url.scheme; });
  if (scheme == kDefaultPorts.end()) return std::nullopt;
  url.port = scheme->second;

  auto authority = text.substr(colon + 3);
  authority = authority.substr(0, authority.find_first_of("/?#"));
  if (const auto at = authority.rfind('@'); at != std::string_view::npos) {
    url.user_info = authority.substr(0, at);
    if (!ConsistsOf(url.user_info, kUserInfoCharacters) || !HasWholeEscapes(url.user_info)) {
      return std::nullopt;
    }
    authority.remove_prefix(at + 1);
  }
  url.shown = authority;
  if (authority.starts_with('[')) {
    const auto close = authority.find(']');
    if (close == std::string_view::npos) return std::nullopt;
    url.host = authority.substr(1, close - 1);
    if (!ConsistsOf(url.host, kIpv6Characters)) return std::nullopt;
    authority.remove_prefix(close + 1);
  } else {
    url.host = authority.substr(0, authority.find(':'));
    if (!ConsistsOf(url.host, kNameCharacters)) return std::nullopt;
    authority.remove_prefix(url.host.size());
  }
  if (!authority.empty() && (authority.front() != ':' || !TakePort(authority.substr(1), url))) {
    return std::nullopt;
  }
  return url;
}

}  // namespace provider::http
