// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include <cstdint>
#include <stdexcept>

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/support/sockets.h"

namespace provider::testing {
namespace {

sockaddr_in Loopback(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

}  // namespace

int ListenOnLoopback(int backlog, int& port) {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  auto address = Loopback(0);
  socklen_t size = sizeof address;
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  if (::bind(socket, generic, size) != 0 || ::listen(socket, backlog) != 0 ||
      ::getsockname(socket, generic, &size) != 0) {
    throw std::runtime_error("no port on loopback");
  }
  port = ntohs(address.sin_port);
  return socket;
}

int AcceptFrom(int listener) { return ::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC); }

int ConnectToLoopback(int port) {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const auto address = Loopback(port);
  if (::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) {
    return socket;
  }
  ::close(socket);
  return -1;
}

int BeginToConnect(int port) {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  const auto address = Loopback(port);
  static_cast<void>(::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address));
  return socket;
}

std::string Receive(int socket) {
  char buffer[65536];
  const auto count = ::recv(socket, buffer, sizeof buffer, 0);
  return count <= 0 ? std::string() : std::string(buffer, static_cast<std::size_t>(count));
}

bool Send(int socket, std::string_view text) {
  while (!text.empty()) {
    const auto count = ::send(socket, text.data(), text.size(), MSG_NOSIGNAL);
    if (count <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

bool AwaitClose(int socket, int milliseconds, std::string& /*unread*/) {
  pollfd poll{socket, POLLRDHUP, 0};
  return ::poll(&poll, 1, milliseconds) > 0;
}

void Relay(int left, int right) {
  pollfd polls[2] = {{left, POLLIN, 0}, {right, POLLIN, 0}};
  while (::poll(polls, 2, 5'000) > 0) {
    for (int i = 0; i < 2; ++i) {
      if (polls[i].revents == 0) continue;
      const auto received = Receive(polls[i].fd);
      if (received.empty()) return;
      Send(polls[1 - i].fd, received);
    }
  }
}

void ResetOnClose(int socket) {
  const linger now{1, 0};
  ::setsockopt(socket, SOL_SOCKET, SO_LINGER, &now, sizeof now);
}

void Break(int socket) { ::shutdown(socket, SHUT_RDWR); }

void Close(int socket) { ::close(socket); }

}  // namespace provider::testing
