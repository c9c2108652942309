// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// What a user sees when the process dies because of a bug or a limit of the machine.
//
// Terraform shows up to 100 lines of stderr, from one that begins with "panic: ", as "The … plugin
// crashed!". Without such a line, the user sees only "Plugin did not respond".

#pragma once

#include <span>
#include <string>
#include <string_view>

namespace provider::plugin {

// Installs handlers for fatal signals and std::terminate that write "panic: <reason>" and then let
// the process die of the same cause. For a bug, the text says so and how to report it; too little
// memory or too few threads are not bugs. Also forbids core dumps, because memory holds secrets.
// Call once, first thing in main.
void InstallCrashHandlers();

// Writes "panic: <reason>" and ends the process with status 2. For a process that cannot work in
// its environment, which is not a bug. Do not use in a signal handler.
[[noreturn]] void Panic(std::string_view reason);

// Sets a file and its directory that are removed before the process dies of a crash; either may be
// empty. At most 107 bytes each, the length of a socket's path. Call before threads exist, or with
// the same values again.
void RemoveOnCrash(const std::string& file, const std::string& directory);

// Fallback if there is no descriptor for signals: each of these signals ends the process at once,
// after removing those files. For a process that blocks the signals.
void EndAtOnceOn(std::span<const int> signals);

// Records that a library could not start a thread and is about to abort. Thread safe.
void NoteMissingThread();

}  // namespace provider::plugin
