// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Characters that show nothing, or only space.

#pragma once

namespace provider::text {

// Shown as one space: white space, control characters, and characters that steer a terminal or
// reorder a line.
[[nodiscard]] bool IsBlank(char32_t value);

// A blank, or a character that shows nothing (soft hyphen, joiners, variation selectors): text that
// has it in the middle of a word reads the same.
[[nodiscard]] bool IsSeparator(char32_t value);

}  // namespace provider::text
