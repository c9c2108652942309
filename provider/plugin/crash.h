// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// What a user sees when the process dies of a bug.
//
// Terraform shows up to 100 stderr lines from one that begins with "panic: " as "The … plugin
// crashed!"; without it the user reads only "Plugin did not respond".

#pragma once

#include <string_view>

namespace provider::plugin {

// Handlers for fatal signals and std::terminate that write "panic: <reason>" and a way to report
// it, then let the process die of the same cause. Also forbids core dumps: memory holds secrets.
// Call once, first thing in main.
void InstallCrashHandlers();

// Writes "panic: <reason>" and ends the process with status 2. Not for use in a signal handler.
[[noreturn]] void Panic(std::string_view reason);

}  // namespace provider::plugin
