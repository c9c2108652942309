// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/plugin/handshake.h"

#include <algorithm>

#include <fmt/format.h>

#include "provider/text/ascii.h"

namespace provider::plugin {
namespace {

constexpr std::string_view kCookieName = "TF_PLUGIN_MAGIC_COOKIE";
constexpr std::string_view kCookieValue =
    "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2";

std::optional<int> ParseInt(std::string_view text) {
  return text::ParseInteger<int>(text::AsciiTrim(text));
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
  return std::ranges::any_of(text::Split(*versions, ','), [](std::string_view version) {
    return ParseInt(version) == kProtocolVersion;
  });
}

std::string FormatHandshakeLine(const HandshakeLine& line) {
  constexpr int kCoreProtocol = 1;
  return fmt::format("{}|{}|{}|{}|grpc|{}{}\n", kCoreProtocol, kProtocolVersion, line.network,
                     line.address, text::Base64WithoutPadding(line.server_certificate),
                     line.multiplex ? "|false" : "");
}

}  // namespace provider::plugin
