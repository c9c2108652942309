// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// IP addresses as text and as bytes, the same on every system.
//
// Source: RFC 4291, section 2.2, and RFC 5952. Note that short and other forms of IPv4 ("127.1",
// "0x7f.0.0.1") and zones ("fe80::1%eth0") are not addresses here. Pure functions, safe to call
// from any thread.

#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

struct sockaddr;  // of the system NOLINT(readability-identifier-naming)

namespace provider::http {

inline constexpr std::size_t kIpv4Bytes = 4;
inline constexpr std::size_t kIpv6Bytes = 16;

// In network byte order.
using Ipv4Address = std::array<std::uint8_t, kIpv4Bytes>;
using Ipv6Address = std::array<std::uint8_t, kIpv6Bytes>;

[[nodiscard]] std::optional<Ipv4Address> ParseIpv4(std::string_view text);
[[nodiscard]] std::optional<Ipv6Address> ParseIpv6(std::string_view text);
[[nodiscard]] bool IsIpAddress(std::string_view text);

// The text of an address of 4 or 16 bytes; empty if there are more or fewer.
[[nodiscard]] std::string FormatIpAddress(std::span<const std::uint8_t> bytes);

// Turns an IPv4-mapped IPv6 address ("::ffff:10.0.0.1") into the IPv4 address over which it is
// reached; returns any other text unchanged.
[[nodiscard]] std::string WithoutIpv4Mapping(std::string address);

// The IP address of a socket address, IPv4-mapped ones as IPv4. Empty for any other family. As
// large as its family says, which may be larger than a sockaddr.
[[nodiscard]] std::string FormatSocketAddress(const sockaddr& address);

}  // namespace provider::http
