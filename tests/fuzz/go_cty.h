// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Our values against go-cty's. Where CTS_FUZZ_GO names no oracle, nothing is compared.

#pragma once

#include <string_view>

#include "provider/cty/codec.h"
#include "provider/cty/type.h"

namespace provider::fuzz {

// We took `input`, of operation 'm' (msgpack) or 'j' (JSON), and hold `ours` for it: go-cty takes
// it too, and reads ours as the value that the input is.
void ExpectSameValue(char operation, const cty::Type& type, std::string_view input,
                     std::string_view ours);

// We refused `input`: so does go-cty, unless the reason is a limit that only we have.
void ExpectRefusal(char operation, const cty::Type& type, std::string_view input,
                   const cty::CodecError& error);

// Whether a JSON text holds a number that no float64 is near enough to.
bool BeyondFloat64(std::string_view json);

}  // namespace provider::fuzz
