// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Secrets in text from outside. The input: a letter for how the secret is written, the secret,
// 0xFF, what stands before it, 0xFF, what stands after it.

#include "provider/base/redaction.h"

#include <nlohmann/json.hpp>

#include "provider/service/percent_encoding.h"
#include "tests/fuzz/clean.h"
#include "tests/fuzz/fuzz.h"

using provider::fuzz::Require;

namespace {

constexpr std::string_view kMask = "(sensitive value)";

std::string Html(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&#34;";
        break;
      case '\'':
        escaped += "&#x27;";
        break;
      default:
        escaped += c;
    }
  }
  return escaped;
}

std::string Json(std::string_view text, bool ascii) {
  const auto quoted = nlohmann::json(std::string(text))
                          .dump(-1, ' ', ascii, nlohmann::json::error_handler_t::strict);
  return quoted.substr(1, quoted.size() - 2);
}

// One way in which a service writes a whole text.
std::string Written(std::string_view text, unsigned way) {
  switch (way % 6) {
    case 1:
      return provider::service::PercentEncode(text);
    case 2:
      return Json(text, false);
    case 3:
      return Json(text, true);
    case 4:
      return Html(text);
    case 5: {
      auto form = provider::service::PercentEncode(text);
      for (std::size_t at; (at = form.find("%20")) != std::string::npos;) form.replace(at, 3, "+");
      return form;
    }
    default:
      return std::string(text);
  }
}

// Nothing between the masks holds the secret.
void RequireGone(std::string_view text, std::string_view secret, std::string_view property) {
  while (true) {
    const auto mask = text.find(kMask);
    Require(text.substr(0, mask).find(secret) == std::string_view::npos, property, text);
    if (mask == std::string_view::npos) return;
    text.remove_prefix(mask + kMask.size());
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace provider;
  if (size < 1) return 0;
  const unsigned way = data[0];
  fuzz::Input input(data + 1, size - 1);
  const auto secret = input.Part();
  const auto before = input.Part();
  const auto after = input.Part();
  const std::string whole = std::string(before) + std::string(secret) + std::string(after);
  // A secret that is a part of the mask cannot be gone.
  if (secret.size() < 4 || kMask.find(secret) != std::string_view::npos || !fuzz::IsUtf8(secret) ||
      !fuzz::IsUtf8(before) || !fuzz::IsUtf8(after)) {
    return 0;
  }
  base::SecretRegistry secrets;
  secrets.Add(secret);
  const auto once = Written(whole, way % 6);
  const auto text = Written(once, way / 6);
  const auto stripped = secrets.Strip(text);
  Require(stripped.find(kMask) != std::string::npos, "a secret is found however it is written",
          text);
  RequireGone(stripped, secret, "no secret is left as it is");
  RequireGone(stripped, Written(Written(secret, way % 6), way / 6), "nor as it was written");
  // Both ends stay, unless the secret overlaps itself or the text around it holds it too.
  Require(stripped.size() <= text.size() + kMask.size() * text.size(), "bounded");

  // As the process does it, where secrets are never forgotten: a few only, or it would be slow.
  static int known = 0;
  if (known < 64 && secret.find_first_of("()") == std::string_view::npos) {
    ++known;
    base::SecretRegistry::Process().Add(secret);
  }
  const auto clean = base::CleanForeignText(text);
  Require(fuzz::IsClean(clean), "what is shown is clean", clean);
  if (base::SecretRegistry::Process().Strip(secret) == kMask) {
    RequireGone(clean, secret, "no secret is shown");
  }
  return 0;
}
