// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Certificates from the environment: OS_CACERT, a path or PEM text, and the variables that a host
// sets for the handshake. The input: OS_CACERT, 0xFF, PLUGIN_CLIENT_CERT, 0xFF,
// PLUGIN_PROTOCOL_VERSIONS, 0xFF, PLUGIN_MIN_PORT, 0xFF, PLUGIN_MAX_PORT.

#include <algorithm>

#include "provider/http/trust.h"
#include "provider/plugin/handshake.h"
#include "tests/fuzz/clean.h"
#include "tests/fuzz/fuzz.h"

using provider::fuzz::Require;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace provider;
  fuzz::Input input(data, size);
  const std::string ca(input.Part());
  if (const auto why = http::WhyCaIsUnusable(ca, "cacert_file")) {
    Require(why->ends_with('.'), "a refusal is a sentence", *why);
    Require(fuzz::IsClean(*why, 1'000), "a refusal is short and clean", *why);
  } else {
    Require(ca.empty() || ca.find("-----BEGIN") != std::string::npos || ca.starts_with('/') ||
                ca.find('.') != std::string::npos,
            "what is taken is PEM or the path of a file", ca);
  }

  const std::string certificate(input.Part());
  const base::Environment environment(
      {{"TF_PLUGIN_MAGIC_COOKIE",
        "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2"},
       {"PLUGIN_CLIENT_CERT", certificate},
       {"PLUGIN_PROTOCOL_VERSIONS", std::string(input.Part())},
       {"PLUGIN_MIN_PORT", std::string(input.Part())},
       {"PLUGIN_MAX_PORT", std::string(input.Part())}});
  const auto host = plugin::ReadHostRequest(environment);
  Require(host.has_value(), "the cookie alone decides who is a host");
  Require(host->client_certificate == certificate, "the host's certificate is left as it is");
  Require(host->min_port >= 0 && host->min_port <= 65'535 && host->max_port >= 0 &&
              host->max_port <= 65'535,
          "ports are ports");
  static_cast<void>(plugin::OffersOurProtocol(environment));

  const auto line = plugin::FormatHandshakeLine({"unix", "/tmp/x", certificate, true});
  Require(line.ends_with('\n') && line.find('\n') + 1 == line.size(), "the handshake is one line");
  Require(line.find('=') == std::string::npos, "base64 has no padding", line);
  Require(std::count(line.begin(), line.end(), '|') == 6, "seven fields", line);
  return 0;
}
