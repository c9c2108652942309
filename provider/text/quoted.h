// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Quotes text from a user or a service inside a message.

#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace provider::text {

// Returns at most `max_length` characters of the text in double quotes, on one line. Quotes and
// control characters are escaped as in HCL, so that a stray line break in a name is visible and
// does not break the message, and no text can end its own quotes.
[[nodiscard]] std::string Quoted(std::string_view text, std::size_t max_length = 100);

}  // namespace provider::text
