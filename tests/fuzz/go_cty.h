// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Compares the provider's values with go-cty's, unless CTS_FUZZ_GO is unset.

#pragma once

#include <string_view>

#include "provider/cty/codec.h"
#include "provider/cty/type.h"

namespace provider::fuzz {

// The provider accepted `input`, of operation 'm' (msgpack) or 'j' (JSON), and encodes it as
// `ours`: go-cty must accept it too, and must read `ours` as the value of the input.
void ExpectSameValue(char operation, const cty::Type& type, std::string_view input,
                     std::string_view ours);

// The provider refused `input`: go-cty must too, unless the reason is a limit that go-cty lacks.
void ExpectRefusal(char operation, const cty::Type& type, std::string_view input,
                   const cty::CodecError& error);

// Whether a JSON text has a number that no float64 is close enough to.
bool BeyondFloat64(std::string_view json);

}  // namespace provider::fuzz
