// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Of wipe_on_free.h, which the provider needs only on other systems.

#include <malloc.h>

#include "provider/plugin/wipe_on_free.h"

namespace provider::plugin {

std::size_t AllocatedSize(void* memory) noexcept { return malloc_usable_size(memory); }

}  // namespace provider::plugin
