// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// What a user sees when the process dies because of a bug or a limit of the machine.
//
// Terraform shows up to 100 lines of stderr, from one that begins with "panic: ", as "The … plugin
// crashed!". Without such a line, the user sees only "Plugin did not respond".

#pragma once

#include <string_view>

namespace provider::plugin {

// Installs handlers for fatal signals, or on Windows for unhandled exceptions, and for
// std::terminate. They write "panic: <reason>" and then let the process die of the same cause. For
// a bug, the text says so and how to report it; too little memory or too few threads are not bugs.
// Also forbids core dumps, because memory holds secrets. Call once, first thing in main.
void InstallCrashHandlers();

// Writes "panic: <reason>" and ends the process with status 2. For a process that cannot work in
// its environment, which is not a bug. Do not use in a signal handler.
[[noreturn]] void Panic(std::string_view reason);

// Records that a library could not start a thread and is about to abort. Thread safe.
void NoteMissingThread();

}  // namespace provider::plugin
