// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Stream sockets on loopback, for the servers of tests. sockets_posix.cc and sockets_windows.cc
// implement it. No socket is -1.

#pragma once

#include <string>
#include <string_view>

namespace provider::testing {

// Listens on a free port, which is stored in `port`. Throws if there is none.
[[nodiscard]] int ListenOnLoopback(int backlog, int& port);
[[nodiscard]] int AcceptFrom(int listener);
// Connects to 127.0.0.1; -1 if refused.
[[nodiscard]] int ConnectToLoopback(int port);
// Does not wait for the connection.
[[nodiscard]] int BeginToConnect(int port);

// The bytes that arrive next; "" at the end.
[[nodiscard]] std::string Receive(int socket);
// False if the other end has closed.
bool Send(int socket, std::string_view text);
// Waits until the other end closes. False if it does not in time. May append to `unread` what
// arrives before.
[[nodiscard]] bool AwaitClose(int socket, int milliseconds, std::string& unread);
// Copies bytes between two sockets until one of them closes.
void Relay(int left, int right);

// Makes Close send a reset instead of a FIN.
void ResetOnClose(int socket);
// Ends the connection, and with it calls that wait for the socket.
void Break(int socket);
void Close(int socket);

}  // namespace provider::testing
