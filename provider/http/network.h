// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// What our own name look-up asks of the kernel. Only Linux has it (network_linux.cc), because other
// systems look names up themselves. Safe to call from any thread.

#pragma once

#include <string>

namespace provider::http {

// Whether this machine has a route to an IP address. Sends nothing.
[[nodiscard]] bool HasRoute(const std::string& address);

// False if the process has no descriptors left.
[[nodiscard]] bool CanOpenSocket();

// Makes a socket send through one interface, given by its name or its number: the zone of a
// link-local address (RFC 4007, section 11). Returns false on failure.
[[nodiscard]] bool BindToInterface(int socket, const std::string& zone);

// The name of this machine; empty if it cannot be read.
[[nodiscard]] std::string HostName();

}  // namespace provider::http
