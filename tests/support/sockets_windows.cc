// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// A SOCKET fits into an int, because no handle of Windows has more than 32 bits.

#include <chrono>
#include <cstdint>
#include <stdexcept>

#include <winsock2.h>

#include "tests/support/sockets.h"
// After <winsock2.h>, whose types they need.
#include <windows.h>
#include <ws2tcpip.h>

namespace provider::testing {
namespace {

SOCKET SocketOf(int socket) { return static_cast<SOCKET>(socket); }

SOCKET NewSocket() {
  static const bool started = [] {
    WSADATA data{};
    return ::WSAStartup(MAKEWORD(2, 2), &data) == 0;
  }();
  // Child processes would keep an inherited one open.
  const SOCKET socket = ::WSASocketW(AF_INET, SOCK_STREAM, 0, nullptr, 0,
                                     WSA_FLAG_OVERLAPPED | WSA_FLAG_NO_HANDLE_INHERIT);
  if (!started || socket == INVALID_SOCKET) throw std::runtime_error("no socket");
  return socket;
}

sockaddr_in Loopback(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = ::htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = ::htonl(INADDR_LOOPBACK);
  return address;
}

bool Connect(SOCKET socket, int port) {
  const auto address = Loopback(port);
  return ::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
}

}  // namespace

int ListenOnLoopback(int backlog, int& port) {
  const SOCKET socket = NewSocket();
  auto address = Loopback(0);
  int size = sizeof address;
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  if (::bind(socket, generic, size) != 0 || ::listen(socket, backlog) != 0 ||
      ::getsockname(socket, generic, &size) != 0) {
    throw std::runtime_error("no port on loopback");
  }
  port = ::ntohs(address.sin_port);
  return static_cast<int>(socket);
}

int AcceptFrom(int listener) {
  return static_cast<int>(::accept(SocketOf(listener), nullptr, nullptr));
}

int ConnectToLoopback(int port) {
  const SOCKET socket = NewSocket();
  if (Connect(socket, port)) return static_cast<int>(socket);
  ::closesocket(socket);
  return -1;
}

int BeginToConnect(int port) {
  const SOCKET socket = NewSocket();
  u_long does_not_block = 1;
  ::ioctlsocket(socket, static_cast<long>(FIONBIO), &does_not_block);
  static_cast<void>(Connect(socket, port));
  return static_cast<int>(socket);
}

std::string Receive(int socket) {
  char buffer[65536];
  const int count = ::recv(SocketOf(socket), buffer, sizeof buffer, 0);
  return count <= 0 ? std::string() : std::string(buffer, static_cast<std::size_t>(count));
}

bool Send(int socket, std::string_view text) {
  while (!text.empty()) {
    const int count = ::send(SocketOf(socket), text.data(), static_cast<int>(text.size()), 0);
    if (count <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

// Windows reports the end only after all that came before it has been read.
bool AwaitClose(int socket, int milliseconds, std::string& unread) {
  using std::chrono::steady_clock;
  const auto end = steady_clock::now() + std::chrono::milliseconds(milliseconds);
  for (;;) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(end - steady_clock::now());
    WSAPOLLFD poll{SocketOf(socket), POLLRDNORM, 0};
    if (left.count() < 0 || ::WSAPoll(&poll, 1, static_cast<int>(left.count())) <= 0) return false;
    const auto received = Receive(socket);
    if (received.empty()) return true;
    unread += received;
  }
}

void Relay(int left, int right) {
  WSAPOLLFD polls[2] = {{SocketOf(left), POLLRDNORM, 0}, {SocketOf(right), POLLRDNORM, 0}};
  while (::WSAPoll(polls, 2, 5'000) > 0) {
    for (int i = 0; i < 2; ++i) {
      if (polls[i].revents == 0) continue;
      const auto received = Receive(static_cast<int>(polls[i].fd));
      if (received.empty()) return;
      Send(static_cast<int>(polls[1 - i].fd), received);
    }
  }
}

void ResetOnClose(int socket) {
  const linger now{1, 0};
  ::setsockopt(SocketOf(socket), SOL_SOCKET, SO_LINGER, reinterpret_cast<const char*>(&now),
               sizeof now);
}

void Break(int socket) {
  ::shutdown(SocketOf(socket), SD_BOTH);
  ::CancelIoEx(reinterpret_cast<HANDLE>(SocketOf(socket)), nullptr);
}

void Close(int socket) { ::closesocket(SocketOf(socket)); }

}  // namespace provider::testing
