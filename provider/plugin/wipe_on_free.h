// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Overwriting memory when it is freed, so that a secret lasts no longer than the object that holds
// it: whose it is, a string of ours, a message of gRPC or a buffer of curl, makes no difference.
//
// The static binary can do it (wipe_on_free_linux.cc); elsewhere nothing happens. It begins with
// the first secret, because it takes a tenth of the time of a start.

#pragma once

namespace provider::plugin {

// From now on, for good. Thread safe.
void WipeFreedMemory() noexcept;

// For who frees.
[[nodiscard]] bool WipesFreedMemory() noexcept;

}  // namespace provider::plugin
