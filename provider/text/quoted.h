// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// A user's or a service's text inside a message of ours.

#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace provider::text {

// In double quotes, on one line, at most `max_length` characters of it: quotes and control
// characters are escaped as HCL writes them, so that a stray line break in a name is seen instead
// of breaking the message, and no text can end its own quotes.
[[nodiscard]] std::string Quoted(std::string_view text, std::size_t max_length = 100);

}  // namespace provider::text
