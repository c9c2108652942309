// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Signatures against those of the vendor's own SDK. The input, in parts: access key, secret key,
// method, path, query, body, then names and values of headers.

#include "provider/auth/signer.h"

#include <algorithm>
#include <vector>

#include "provider/text/ascii.h"
#include "provider/text/http.h"
#include "tests/fuzz/clean.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/oracle.h"

using provider::fuzz::Require;

namespace {

constexpr std::string_view kHost = "cts.eu-west-0.example";

// Characters of a URL that the transport accepts.
bool IsUrlText(std::string_view text, std::string_view others) {
  return std::all_of(text.begin(), text.end(), [others](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           others.find(c) != std::string_view::npos;
  });
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace provider;
  static auto* const vendor = fuzz::Oracle::FromEnvironment("CTS_FUZZ_SIGNER");
  fuzz::Input input(data, size);
  const auth::AccessKey key{std::string(input.Part()), std::string(input.Part()), {}};
  http::Request request;
  request.method = input.Part();
  const std::string path = "/" + std::string(input.Part());
  const std::string query(input.Part());
  request.body = input.Part();
  // The vendor's SDK converts a lower-case method to upper case; the provider sends none.
  const bool upper = std::all_of(request.method.begin(), request.method.end(),
                                 [](char c) { return c >= 'A' && c <= 'Z'; });
  if (!upper || !http::IsToken(request.method) || !IsUrlText(path, "/-._~!$&'()*+,;=:@%") ||
      !IsUrlText(query, "/-._~!$&'()*+,;=:@%?") || !fuzz::IsWord(key.access_key) ||
      !fuzz::IsWord(key.secret_key) || !fuzz::IsUtf8(request.body) ||
      !fuzz::IsUtf8(text::PercentDecode(path)) || !fuzz::IsUtf8(text::PercentDecode(query))) {
    return 0;
  }
  std::vector<std::string> names;
  request.headers = {{"Host", std::string(kHost)}, {"X-Sdk-Date", "20240619T080000Z"}};
  while (!input.empty() && request.headers.size() < 6) {
    const std::string name = "X-" + std::string(input.Part());
    const std::string value(input.Part());
    const bool again = http::FindHeader(request.headers, name) != nullptr;
    // The vendor's SDK signs no header with an underscore in its name; the provider sends none.
    if (again || !http::IsToken(name) || name.find('_') != std::string::npos ||
        !fuzz::IsHeaderValue(value)) {
      continue;
    }
    request.headers.emplace_back(name, value);
  }
  request.url = "https://" + std::string(kHost) + path + (query.empty() ? "" : "?") + query;

  auto sent = request;
  const std::chrono::sys_seconds now(std::chrono::seconds(1'718'784'000));
  auth::Sign(key, now, sent);
  const auto* authorization = http::FindHeader(sent.headers, "Authorization");
  Require(authorization != nullptr, "a signed request says so");
  Require(fuzz::IsHeaderValue(*authorization), "what it says is one header", *authorization);
  // A short secret, or one that is the name of a header, occurs there anyway.
  auto other = request;
  auth::Sign({key.access_key, key.secret_key + "x", {}}, now, other);
  const bool is_chance =
      key.secret_key.size() < 8 ||
      http::FindHeader(other.headers, "Authorization")->find(key.secret_key) != std::string::npos;
  Require(is_chance || authorization->find(key.secret_key) == std::string::npos,
          "the secret is not sent");
  auto resent = sent;
  auth::Sign(key, now, resent);
  Require(*http::FindHeader(resent.headers, "Authorization") == *authorization,
          "to sign again changes nothing");

  if (vendor == nullptr) return 0;
  std::vector<std::string_view> vendor_input = {
      key.access_key, key.secret_key, request.method, kHost, path, query, request.body};
  for (const auto& [name, value] : request.headers) {
    vendor_input.push_back(name);
    vendor_input.push_back(value);
  }
  const auto theirs = vendor->Query('s', vendor_input);
  if (theirs.Accepts()) {
    Require(theirs.texts[1] == *authorization, "the vendor signs the same",
            theirs.texts[1] + "\n" + *authorization);
  }
  return 0;
}
