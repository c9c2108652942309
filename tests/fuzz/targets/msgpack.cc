// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// msgpack → value → msgpack. The input: the JSON of a type, 0xFF, the encoding.
//
// The provider echoes what a host sends, so the encoder must be able to write whatever the decoder
// accepts, and go-cty, the library of the hosts, must read it as the value that was sent.

#include "provider/cty/msgpack.h"

#include "provider/cty/json.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/go_cty.h"

using provider::fuzz::Require;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace provider;
  fuzz::Input input(data, size);
  const auto type = cty::TypeFromJson(input.Part());
  if (!type) return 0;
  const auto bytes = input.Rest();
  const auto value = cty::DecodeMsgpack(bytes, *type);
  if (!value) {
    fuzz::ExpectRefusal('m', *type, bytes, value.error());
    return 0;
  }
  const auto written = cty::EncodeMsgpack(*value, *type);
  Require(written.has_value(), "what is taken can be written",
          written ? "" : written.error().message);
  const auto again = cty::DecodeMsgpack(*written, *type);
  Require(again.has_value(), "what is written is taken", again ? "" : again.error().message);
  Require(*again == *value, "the value comes back");
  Require(cty::EncodeMsgpack(*again, *type) == *written, "the same value has the same bytes");

  if (const auto text = cty::EncodeJson(*value, *type)) {
    Require(value->IsWhollyKnown(), "JSON says no unknown");
    const auto from_json = cty::DecodeJson(*text, *type);
    Require(from_json.has_value() || fuzz::BeyondFloat64(*text), "our JSON is taken", *text);
    if (from_json) Require(cty::EncodeJson(*from_json, *type) == *text, "JSON comes back", *text);
  }
  fuzz::ExpectSameValue('m', *type, bytes, *written);
  return 0;
}
