// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// JSON → value → JSON and msgpack. The input: the JSON of a type, 0xFF, the JSON of a value.

#include "provider/cty/json.h"
#include "provider/cty/msgpack.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/go_cty.h"

using provider::fuzz::Require;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace provider;
  fuzz::Input input(data, size);
  const auto type = cty::TypeFromJson(input.Part());
  if (!type) return 0;
  const auto text = input.Rest();
  const auto value = cty::DecodeJson(text, *type);
  if (!value) {
    fuzz::ExpectRefusal('j', *type, text, value.error());
    return 0;
  }
  Require(value->IsWhollyKnown(), "JSON holds no unknown");
  const auto json = cty::EncodeJson(*value, *type);
  Require(json.has_value(), "what is taken can be written", json ? "" : json.error().message);
  const auto again = cty::DecodeJson(*json, *type);
  Require(again.has_value(), "what is written is taken", *json);
  Require(*again == *value, "the value comes back", *json);

  const auto packed = cty::EncodeMsgpack(*value, *type);
  Require(packed.has_value(), "what is taken can be packed", *json);
  const auto unpacked = cty::DecodeMsgpack(*packed, *type);
  Require(unpacked.has_value() && *unpacked == *value, "the value comes back of msgpack", *json);
  fuzz::ExpectSameValue('j', *type, text, *packed);
  return 0;
}
