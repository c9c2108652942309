// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Percent-encoding of RFC 3986, in the strict form that the signature needs.
//
// Wrong to expect: '+' is a plus here, never a space.

#pragma once

#include <string>
#include <string_view>

namespace provider::text {

// Every byte but A-Z a-z 0-9 - _ . ~ becomes %XX, in upper case.
[[nodiscard]] std::string PercentEncode(std::string_view text);

// An incomplete or malformed escape stays as it is.
[[nodiscard]] std::string PercentDecode(std::string_view text);

}  // namespace provider::text
