// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Whether bytes are text.
//
// go-cty lets invalid UTF-8 through and a state file then holds U+FFFD in its place: the codecs
// refuse it instead, both ways.

#pragma once

#include <string_view>

namespace provider::cty {

// Well-formed as Unicode defines it (table 3-7): no overlong form, no surrogate, nothing above
// U+10FFFF.
[[nodiscard]] bool IsUtf8(std::string_view bytes);

}  // namespace provider::cty
