// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// POSIX systems without a file of their own, such as the BSDs. POSIX has no descriptor for the exit
// of a parent, and does not report the size of allocated memory.

#include <unistd.h>

#include "provider/plugin/platform.h"

namespace provider::plugin {

ParentWatch::ParentWatch() : parent_(getppid()) {}
ParentWatch::~ParentWatch() = default;
bool ParentWatch::Gone() const { return getppid() != parent_; }

bool WipeFreedMemory() { return true; }

}  // namespace provider::plugin
