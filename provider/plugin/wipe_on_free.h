// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// What wipe_on_free.cc needs from the system.

#pragma once

#include <cstddef>

namespace provider::plugin {

// How many bytes can be used of a block that malloc has returned. `memory` must not be null.
[[nodiscard]] std::size_t AllocatedSize(void* memory) noexcept;

}  // namespace provider::plugin
