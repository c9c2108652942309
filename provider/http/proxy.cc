// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/http/proxy.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "provider/http/ip_address.h"
#include "provider/text/ascii.h"
#include "provider/text/redaction.h"
#include "provider/text/stray_characters.h"

namespace provider::http {
namespace {

std::optional<int> Number(std::string_view text) {
  const auto value = text::ParseInteger<int>(text);
  return value && *value >= 0 ? value : std::nullopt;
}

// An address as IPv6. IPv4 is mapped (::ffff:a.b.c.d), so that both forms are equal.
using Address = Ipv6Address;
constexpr std::size_t kMappedAt = 12;

std::optional<Address> ParseAddress(std::string_view text) {
  if (auto address = ParseIpv6(text)) return address;
  const auto ipv4 = ParseIpv4(text);
  if (!ipv4) return std::nullopt;
  Address address{};
  address[10] = address[11] = 0xFF;
  std::copy(ipv4->begin(), ipv4->end(), address.begin() + kMappedAt);
  return address;
}

bool IsMapped(const Address& address) {
  constexpr Address kPrefix{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
  return std::equal(kPrefix.begin(), kPrefix.begin() + kMappedAt, address.begin());
}

bool IsLoopback(const Address& address) {
  constexpr Address kIpv6Loopback{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
  return address == kIpv6Loopback || (IsMapped(address) && address[kMappedAt] == 127);
}

bool SamePrefix(const Address& left, const Address& right, int bits) {
  for (std::size_t i = 0; bits > 0; ++i, bits -= 8) {
    const auto mask = static_cast<std::uint8_t>(bits >= 8 ? 0xFF : 0xFF << (8 - bits));
    if ((left[i] & mask) != (right[i] & mask)) return false;
  }
  return true;
}

bool InBlock(const Address& address, std::string_view network, std::string_view bits_text) {
  const auto base = ParseAddress(network);
  const auto bits = Number(bits_text);
  const bool is_ipv4 = network.find(':') == std::string_view::npos;
  if (!base || !bits || *bits > (is_ipv4 ? 32 : 128)) return false;
  const int all_bits = is_ipv4 ? *bits + 96 : *bits;
  // As in Go, an IPv6 block contains no IPv4 address, not even "::/0".
  if (IsMapped(address) != (IsMapped(*base) && all_bits >= 96)) return false;
  return SamePrefix(address, *base, all_bits);
}

struct HostPort {
  std::string_view host;
  std::optional<int> port;
};

// Splits "x.org:8080", "[::1]:8080", or either without a port. "x.org:" means any port; a bare
// "::1" is a host. As in Go, an entry whose port is not a number has no effect: the whole text
// counts as the host, which matches nothing.
HostPort SplitPort(std::string_view entry) {
  auto host = entry;
  std::string_view port;  // with its colon
  if (entry.starts_with('[')) {
    const auto close = entry.find(']');
    if (close == std::string_view::npos) return {entry, {}};
    host = entry.substr(1, close - 1);
    port = entry.substr(close + 1);
    if (port.empty()) return {ParseAddress(host) ? host : entry, {}};
  } else if (const auto colon = entry.find(':'); colon == entry.rfind(':')) {
    host = entry.substr(0, colon);
    port = entry.substr(std::min(colon, entry.size()));
  }
  if (port.empty() || port == ":") return {host, {}};
  const auto number = port.starts_with(':') ? Number(port.substr(1)) : std::nullopt;
  return number ? HostPort{host, number} : HostPort{entry, {}};
}

bool NameMatches(std::string_view host, std::string_view pattern) {
  if (pattern.starts_with("*.")) pattern.remove_prefix(1);
  if (pattern.starts_with('.')) return host.ends_with(pattern);
  if (!host.ends_with(pattern)) return false;
  return host.size() == pattern.size() || host[host.size() - pattern.size() - 1] == '.';
}

// Does not show the URL, because the malformed part may be the password.
TransportError Malformed(std::string_view variable, std::string_view text) {
  if (const auto stray = text::FindStrayCharacters(text); !stray.empty()) {
    return {
        TransportError::Kind::kSetup,
        fmt::format("The proxy in {} cannot be used: the value {}.", variable, stray.Describe()),
        fmt::format("Remove these characters where {} is set.", variable)};
  }
  const auto scheme = text.find("://");
  const auto rest = scheme == std::string_view::npos ? text : text.substr(scheme + 3);
  TransportError error{
      TransportError::Kind::kSetup,
      fmt::format("The proxy in {} is not an http, https or socks5 URL.", variable)};
  if (rest.find('@') == std::string_view::npos) {
    error.hint = fmt::format(
        "Write {} as http://HOST:PORT, where PORT is a number from 1 to 65535.", variable);
  } else {
    error.hint = fmt::format(
        "In {}, percent-encode what is special in the user name and password: @ as %40, # as %23, "
        "/ as %2F, : as %3A, ? as %3F, % as %25, a space as %20.",
        variable);
  }
  return error;
}

}  // namespace

ProxyRules::ProxyRules(const base::Environment& environment) {
  https_ = environment.First({"HTTPS_PROXY", "https_proxy"});
  if (!environment.Get("REQUEST_METHOD")) http_ = environment.First({"HTTP_PROXY", "http_proxy"});
  if (const auto list = environment.First({"NO_PROXY", "no_proxy"}))
    no_proxy_ = text::AsciiLower(list->value);
}

tl::expected<std::optional<Proxy>, TransportError> ProxyRules::ProxyFor(const Url& target) const {
  const auto& found = target.scheme == "https" ? https_ : http_;
  if (!found || IsExempt(text::AsciiLower(target.host), target.port)) return std::nullopt;

  const auto& [variable, text] = *found;
  const auto url = ParseUrl(text.find("://") == std::string::npos ? "http://" + text : text);
  if (!url) return tl::unexpected(Malformed(variable, text));
  if (const auto colon = url->user_info.find(':'); colon != std::string::npos) {
    text::SecretRegistry::Process().Add(std::string_view(url->user_info).substr(colon + 1));
  }
  // As in Go, a SOCKS proxy resolves the name itself, and a missing port is the default of the
  // scheme. libcurl would resolve the name here, and always use port 1080.
  const auto scheme = url->scheme == "socks5" ? "socks5h" : url->scheme;
  const bool is_ipv6 = url->host.find(':') != std::string::npos;
  // As in Go, the last "@" ends the password. libcurl would use the first one.
  auto user_info = url->user_info;
  for (auto at = user_info.find('@'); at != std::string::npos; at = user_info.find('@')) {
    user_info.replace(at, 1, "%40");
  }
  return Proxy{.url = fmt::format("{}://{}{}{}:{}", scheme, user_info, user_info.empty() ? "" : "@",
                                  is_ipv6 ? "[" + url->host + "]" : url->host, url->port),
               .shown = url->shown.ends_with(fmt::format(":{}", url->port))
                            ? url->shown
                            : fmt::format("{}:{}", url->shown, url->port),
               .host = url->host,
               .port = url->port,
               .is_tls = url->scheme == "https",
               .has_user = !user_info.empty(),
               .variable = variable};
}

bool ProxyRules::IsExempt(std::string_view host, int port) const {
  const auto address = ParseAddress(host);
  if (host == "localhost" || (address && IsLoopback(*address))) return true;

  for (const std::string_view part : text::Split(no_proxy_, ',')) {
    // Also trims line breaks, as Go does: a list in a variable may span several lines.
    const auto entry = text::AsciiTrim(part);
    if (entry.empty()) continue;
    if (entry == "*") return true;
    if (const auto slash = entry.find('/'); slash != std::string_view::npos) {
      if (address && InBlock(*address, entry.substr(0, slash), entry.substr(slash + 1))) {
        return true;
      }
      continue;
    }
    const auto [pattern, only_port] = SplitPort(entry);
    if (pattern.empty() || (only_port && *only_port != port)) continue;
    // An address never matches as a name: "2.3.4" is not the domain of 1.2.3.4.
    if (address ? address == ParseAddress(pattern) : NameMatches(host, pattern)) return true;
  }
  return false;
}

}  // namespace provider::http
