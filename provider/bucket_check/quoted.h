// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// A user's text inside a message of ours.

#pragma once

#include <string>
#include <string_view>

namespace provider::bucket_check {

// In double quotes, on one line, at most 100 characters of it: control characters are escaped as
// HCL writes them, so that a stray line break in a name is seen instead of breaking the message.
[[nodiscard]] std::string Quoted(std::string_view text);

}  // namespace provider::bucket_check
