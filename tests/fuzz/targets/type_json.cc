// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Types from JSON and back. The input: the JSON of a type.

#include <algorithm>
#include <optional>

#include "provider/cty/json.h"
#include "provider/service/json.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/oracle.h"

using provider::fuzz::Require;

namespace {

// Of equal names the last one is used for both, but Go's json also reads the others.
bool RepeatsAName(std::string_view text) {
  const auto bounded = provider::service::ParseBoundedJson(text, {.depth = 1000});
  return !bounded && bounded.error().find("same key twice") != std::string::npos;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace provider;
  static auto* const oracle = fuzz::Oracle::FromEnvironment("CTS_FUZZ_GO");
  const std::string_view text = fuzz::Input(data, size).Rest();
  const auto type = cty::TypeFromJson(text);
  const auto theirs = oracle == nullptr ? std::nullopt : std::optional(oracle->Query('t', {text}));
  if (!type) {
    Require(!type.error().message.empty(), "a refusal says why");
    return 0;
  }
  const auto written = cty::TypeToJson(*type);
  const auto again = cty::TypeFromJson(written);
  Require(again.has_value(), "what is written is taken", written);
  Require(*again == *type, "the type comes back", written);
  Require(cty::TypeToJson(*again) == written, "the same type has the same text", written);
  if (theirs && (theirs->Accepts() || !RepeatsAName(text))) {
    Require(theirs->Accepts(), "go-cty takes the type", text);
    // Go's json merges names that differ only in their normal form; the provider does not.
    const bool ascii = std::all_of(written.begin(), written.end(), [](char c) { return c > 0; }) &&
                       written.find("\\u") == std::string::npos;
    if (ascii) Require(theirs->texts[0] == written, "go-cty writes the same text", written);
  }
  return 0;
}
