// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// What the POSIX implementation of platform.h, listener.h and crash.h is built from: descriptors,
// signals and files. Not for Windows.

#pragma once

#include <span>
#include <string>

#include <netinet/in.h>

namespace provider::plugin {

// A descriptor that is readable once one of `signals` has arrived; -1 on failure. Every thread must
// block the signals. Stays open until the process exits.
[[nodiscard]] int OpenSignalDescriptor(std::span<const int> signals);

// Creates a non-blocking stream socket that child processes do not inherit. -1 and errno on
// failure.
[[nodiscard]] int OpenStreamSocket(int family);
[[nodiscard]] int AcceptConnection(int listener_fd);
[[nodiscard]] sockaddr_in LoopbackAddress(int port);

// Listens on a local socket without a file. The system picks its name, which is written to `name`.
// -1 and errno on failure; EAFNOSUPPORT if the system has no such sockets. Any local user can
// connect to it.
[[nodiscard]] int ListenWithoutFile(int backlog, std::string& name);

// Sets a file and its directory that are removed before the process dies of a crash; either may be
// empty. At most 107 bytes each, the length of a socket's path. Call before threads exist, or with
// the same values again.
void RemoveOnCrash(const std::string& file, const std::string& directory);

// Fallback if there is no descriptor for signals: each of these signals ends the process at once,
// after removing those files. For a process that blocks the signals.
void EndAtOnceOn(std::span<const int> signals);

}  // namespace provider::plugin
