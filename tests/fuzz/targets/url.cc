// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// URLs and endpoints. The provider reads the host for messages and NO_PROXY, and libcurl for the
// connection. Both must read the same one, and so must Go, which other providers with the same
// configuration use.

#include "provider/http/url.h"

#include <memory>

#include <curl/curl.h>

#include "provider/service/endpoint.h"
#include "provider/text/ascii.h"
#include "provider/text/redaction.h"
#include "tests/fuzz/clean.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/oracle.h"

using provider::fuzz::Require;

namespace {

struct Cleanup {
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
  void operator()(char* text) const { curl_free(text); }
};

std::string PartOf(CURLU* url, CURLUPart part) {
  char* text = nullptr;
  if (curl_url_get(url, part, &text, CURLU_DEFAULT_PORT) != CURLUE_OK) return {};
  const std::unique_ptr<char, Cleanup> owner(text);
  return text;
}

std::string WithoutBrackets(const std::string& host) {
  return host.starts_with('[') ? host.substr(1, host.size() - 2) : host;
}

// curl rewrites some addresses (127.1 to 127.0.0.1), which does not change the connection.
bool IsNumeric(std::string_view host) {
  return host.find_first_not_of("0123456789abcdefABCDEFxX.:") == std::string_view::npos;
}

void CompareWithCurl(const std::string& text, const provider::http::Url& ours) {
  const std::unique_ptr<CURLU, Cleanup> url(curl_url());
  if (curl_url_set(url.get(), CURLUPART_URL, text.c_str(), CURLU_NON_SUPPORT_SCHEME) != CURLUE_OK) {
    return;  // no connection, so no difference matters
  }
  const auto host = WithoutBrackets(PartOf(url.get(), CURLUPART_HOST));
  Require(provider::text::AsciiLower(host) == provider::text::AsciiLower(ours.host) ||
              IsNumeric(ours.host),
          "curl reads the same host", host);
  Require(PartOf(url.get(), CURLUPART_SCHEME) == ours.scheme, "curl reads the same scheme", text);
  if (!ours.scheme.starts_with("http")) return;  // curl has no default port for other schemes
  const auto port = PartOf(url.get(), CURLUPART_PORT);
  Require(port == std::to_string(ours.port), "curl reads the same port", port);
}

void CompareWithGo(std::string_view text, const provider::http::Url& ours) {
  static auto* const go = provider::fuzz::Oracle::FromEnvironment("CTS_FUZZ_GO");
  if (go == nullptr) return;
  const auto theirs = go->Query('u', {text});
  if (!theirs.Accepts()) return;
  Require(theirs.texts[0] == ours.scheme, "Go reads the same scheme", theirs.texts[0]);
  Require(theirs.texts[1] == ours.host, "Go reads the same host", theirs.texts[1]);
  Require(theirs.texts[2].empty() || std::stoi(theirs.texts[2]) == ours.port,
          "Go reads the same port", theirs.texts[2]);
}

void CheckEndpoint(std::string_view text) {
  using namespace provider;
  const auto endpoint = service::NormalizeEndpoint(text);
  if (!endpoint) {
    Require(endpoint.error().starts_with("must "), "a refusal says what must be", endpoint.error());
    Require(fuzz::IsClean(endpoint.error(), 1200), "a refusal is clean", endpoint.error());
    const bool user = text.find('@') != std::string_view::npos;
    Require(!user || endpoint.error().find("must not hold a user") != std::string::npos ||
                text::AsciiTrim(text).empty(),
            "credentials are not shown", endpoint.error());
    return;
  }
  Require(service::NormalizeEndpoint(*endpoint) == *endpoint, "normal is normal", *endpoint);
  Require(!endpoint->ends_with('/'), "no slash at the end", *endpoint);
  Require(endpoint->find_first_of(" \t\r\n?#@\\") == std::string::npos, "plain", *endpoint);
  const auto call = *endpoint + "/v3/id/checkbucket";
  const auto url = http::ParseUrl(call);
  Require(url.has_value(), "what is taken can be called", *endpoint);
  const auto origin = service::OriginOf(call);
  Require(call.starts_with(origin + "/"), "the origin is how it begins", origin);
  Require(origin == url->scheme + "://" + url->shown, "one idea of the host", origin);
  const auto header = service::HostHeaderOf(call);
  Require(url->shown.starts_with(header), "the header names the host", header);
  CompareWithCurl(call, *url);
  CompareWithGo(call, *url);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace provider;
  const std::string text(fuzz::Input(data, size).Rest());
  if (const auto url = http::ParseUrl(text)) {
    Require(url->port >= 1 && url->port <= 65'535, "a port is a port", text);
    Require(!url->host.empty(), "a host is there", text);
    Require(url->shown.find('@') == std::string::npos, "what is shown has no user", url->shown);
    CompareWithCurl(text, *url);
    CompareWithGo(text, *url);
  }
  CheckEndpoint(text);
  return 0;
}
