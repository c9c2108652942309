// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/plugin/handshake.h"

#include <charconv>
#include <cstdint>

#include <fmt/format.h>

namespace provider::plugin {
namespace {

constexpr std::string_view kCookieName = "TF_PLUGIN_MAGIC_COOKIE";
constexpr std::string_view kCookieValue =
    "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2";

std::optional<int> ParseInt(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

int PortFrom(const base::Environment& environment, std::string_view name, int fallback) {
  const auto text = environment.Get(name);
  const auto port = text ? ParseInt(*text) : std::nullopt;
  return port && *port > 0 && *port <= 65'535 ? *port : fallback;
}

}  // namespace

std::optional<HostRequest> ReadHostRequest(const base::Environment& environment) {
  if (environment.Get(kCookieName) != kCookieValue) return std::nullopt;
  HostRequest request;
  request.client_certificate = environment.Get("PLUGIN_CLIENT_CERT").value_or("");
  request.multiplex = environment.Get("PLUGIN_MULTIPLEX_GRPC").has_value();
  request.min_port = PortFrom(environment, "PLUGIN_MIN_PORT", request.min_port);
  request.max_port = PortFrom(environment, "PLUGIN_MAX_PORT", request.max_port);
  return request;
}

bool OffersOurProtocol(const base::Environment& environment) {
  const auto versions = environment.Get("PLUGIN_PROTOCOL_VERSIONS");
  if (!versions) return true;
  std::string_view rest = *versions;
  while (true) {
    const auto comma = rest.find(',');
    if (ParseInt(rest.substr(0, comma)) == kProtocolVersion) return true;
    if (comma == std::string_view::npos) return false;
    rest.remove_prefix(comma + 1);
  }
}

std::string FormatHandshakeLine(const HandshakeLine& line) {
  constexpr int kCoreProtocol = 1;
  return fmt::format("{}|{}|{}|{}|grpc|{}{}\n", kCoreProtocol, kProtocolVersion, line.network,
                     line.address, EncodeBase64Raw(line.server_certificate),
                     line.multiplex ? "|false" : "");
}

std::string EncodeBase64Raw(std::string_view bytes) {
  constexpr std::string_view kAlphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  out.reserve((bytes.size() * 4 + 2) / 3);
  std::uint32_t buffer = 0;
  int bits = 0;
  for (const char byte : bytes) {
    buffer = (buffer << 8U) | static_cast<unsigned char>(byte);
    bits += 8;
    while (bits >= 6) {
      bits -= 6;
      out.push_back(kAlphabet[(buffer >> static_cast<unsigned>(bits)) & 63U]);
    }
  }
  if (bits > 0) out.push_back(kAlphabet[(buffer << static_cast<unsigned>(6 - bits)) & 63U]);
  return out;
}

}  // namespace provider::plugin
