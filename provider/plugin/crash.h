// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// What a user sees when the process dies of a bug, or of a limit of the machine it runs on.
//
// Terraform shows up to 100 stderr lines from one that begins with "panic: " as "The … plugin
// crashed!"; without it the user reads only "Plugin did not respond".

#pragma once

#include <span>
#include <string>
#include <string_view>

namespace provider::plugin {

// Handlers for fatal signals and std::terminate that write "panic: <reason>", then let the process
// die of the same cause. A bug is called one, with a way to report it; too little memory or too few
// threads are not. Also forbids core dumps: memory holds secrets. Call once, first thing in main.
void InstallCrashHandlers();

// Writes "panic: <reason>" and ends the process with status 2: the process cannot do its work here,
// which is no bug. Not for use in a signal handler.
[[noreturn]] void Panic(std::string_view reason);

// A file and its directory that are removed before the process dies of a crash; empty: none. At
// most 107 bytes each, the length of a socket's path. Call before threads exist, or with the same
// values again.
void RemoveOnCrash(const std::string& file, const std::string& directory);

// Where no descriptor for signals can be had: one of these ends the process without further ado,
// but for those files. For a process that blocks them.
void EndAtOnceOn(std::span<const int> signals);

// A library could not start a thread, and aborts now. Thread safe.
void NoteMissingThread();

}  // namespace provider::plugin
