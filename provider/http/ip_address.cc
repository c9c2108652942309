// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/http/ip_address.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include <ares.h>

#include "provider/text/ascii.h"

namespace provider::http {
namespace {

// Of "ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255" with its null byte.
constexpr std::size_t kTextSize = 46;

}  // namespace

// Not by c-ares: where the C library has no inet_pton, its function takes "10", "0x7f.1" and
// "10.0.0.0/8" for addresses.
std::optional<Ipv4Address> ParseIpv4(std::string_view text) {
  const auto parts = text::Split(text, '.');
  Ipv4Address address{};
  if (parts.size() != address.size()) return std::nullopt;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const bool has_leading_zero = parts[i].size() > 1 && parts[i].starts_with('0');
    const auto value = text::ParseInteger<std::uint8_t>(parts[i]);
    if (!value || has_leading_zero) return std::nullopt;
    address[i] = *value;
  }
  return address;
}

std::optional<Ipv6Address> ParseIpv6(std::string_view text) {
  constexpr std::string_view kCharacters = "0123456789abcdefABCDEF:.";  // without '/' and '%'
  if (text.size() >= kTextSize || text.find_first_not_of(kCharacters) != std::string_view::npos) {
    return std::nullopt;
  }
  // The IPv4 address at the end: c-ares also takes a part of one.
  const auto last = text.substr(text.rfind(':') + 1);
  if (last.find('.') != std::string_view::npos && !ParseIpv4(last)) return std::nullopt;
  Ipv6Address address{};
  const bool is_valid = ares_inet_pton(AF_INET6, std::string(text).c_str(), address.data()) == 1;
  return is_valid ? std::optional(address) : std::nullopt;
}

bool IsIpAddress(std::string_view text) { return ParseIpv4(text) || ParseIpv6(text); }

std::string FormatIpAddress(std::span<const std::uint8_t> bytes) {
  if (bytes.size() != kIpv4Bytes && bytes.size() != kIpv6Bytes) return {};
  std::array<char, kTextSize> text{};
  const int family = bytes.size() == kIpv4Bytes ? AF_INET : AF_INET6;
  const auto* written = ares_inet_ntop(family, bytes.data(), text.data(), text.size());
  return written == nullptr ? std::string() : written;
}

std::string WithoutIpv4Mapping(std::string address) {
  constexpr std::string_view kMapped = "::ffff:";
  if (address.starts_with(kMapped) && address.find('.') != std::string::npos) {
    address.erase(0, kMapped.size());
  }
  return address;
}

std::string FormatSocketAddress(const sockaddr& address) {
  if (address.sa_family == AF_INET) {
    sockaddr_in v4{};
    std::memcpy(&v4, &address, sizeof(v4));
    return FormatIpAddress(std::bit_cast<Ipv4Address>(v4.sin_addr));
  }
  if (address.sa_family != AF_INET6) return {};
  sockaddr_in6 v6{};
  std::memcpy(&v6, &address, sizeof(v6));
  return WithoutIpv4Mapping(FormatIpAddress(std::bit_cast<Ipv6Address>(v6.sin6_addr)));
}

}  // namespace provider::http
