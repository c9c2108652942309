// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Which proxy a request uses, by Go's own rules. The input: HTTP_PROXY, 0xFF, HTTPS_PROXY, 0xFF,
// NO_PROXY, 0xFF, the URL.

#include "provider/http/proxy.h"

#include <algorithm>

#include "provider/text/redaction.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/oracle.h"

using provider::fuzz::Require;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace provider;
  static auto* const go = fuzz::Oracle::FromEnvironment("CTS_FUZZ_GO");
  fuzz::Input input(data, size);
  const std::string http(input.Part());
  const std::string https(input.Part());
  const std::string no_proxy(input.Part());
  const std::string text(input.Part());
  const auto target = http::ParseUrl(text);
  if (!target || !target->scheme.starts_with("http")) return 0;
  // Go converts names beyond ASCII to IDNA and refuses NUL; the provider compares bytes.
  if (std::any_of(no_proxy.begin(), no_proxy.end(), [](char c) { return c <= 0; })) return 0;
  const http::ProxyRules rules(
      base::Environment({{"HTTP_PROXY", http}, {"HTTPS_PROXY", https}, {"NO_PROXY", no_proxy}}));
  const auto proxy = rules.ProxyFor(*target);
  if (!proxy) {
    Require(proxy.error().message.ends_with('.'), "a refusal is a sentence");
    return 0;
  }
  if (*proxy) {
    const auto url = http::ParseUrl((*proxy)->url);
    Require(url.has_value(), "a proxy's URL is one", (*proxy)->url);
    Require((*proxy)->shown.find('@') == std::string::npos, "what is shown has no user");
  }
  // If Go cannot read a proxy's URL it silently uses none; the provider reports it, or can read it.
  const auto is_plain = [](const std::string& url) {
    return std::all_of(url.begin(), url.end(), [](char c) {
      return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || c == '.' || c == ':' || c == '/';
    });
  };
  if (go == nullptr || !is_plain(http) || !is_plain(https)) return 0;
  const auto theirs = go->Query('p', {http, https, no_proxy, text});
  if (!theirs.Accepts())
    return 0;  // only Go refuses this URL: it makes no call, so there is nothing to compare
  Require(theirs.texts[0].empty() == !proxy->has_value(), "Go takes the same way", theirs.texts[0]);
  if (*proxy) {
    const auto url = http::ParseUrl((*proxy)->url);
    Require(theirs.texts[0] == url->host, "by the same host", theirs.texts[0]);
  }
  return 0;
}
