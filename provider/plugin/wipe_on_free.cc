// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/plugin/wipe_on_free.h"

#include <atomic>

namespace provider::plugin {
namespace {

std::atomic<bool> wipes = false;

}  // namespace

void WipeFreedMemory() noexcept { wipes.store(true, std::memory_order_relaxed); }

bool WipesFreedMemory() noexcept { return wipes.load(std::memory_order_relaxed); }

}  // namespace provider::plugin
