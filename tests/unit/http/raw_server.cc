// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "tests/unit/http/raw_server.h"

#include <chrono>
#include <stdexcept>

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "provider/http/transport.h"

namespace provider::testing {
namespace {

sockaddr_in Loopback(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

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

std::size_t ContentLength(std::string_view head) {
  constexpr std::string_view kName = "Content-Length: ";
  const auto at = head.find(kName);
  if (at == std::string_view::npos) return 0;
  return std::stoul(std::string(head.substr(at + kName.size(), 12)));
}

}  // namespace

std::string RawConnection::ReadRequest() {
  constexpr std::string_view kEnd = "\r\n\r\n";
  for (;;) {
    const auto end = unread_.find(kEnd);
    if (end != std::string::npos) {
      const auto size = end + kEnd.size() + ContentLength(std::string_view(unread_).substr(0, end));
      if (unread_.size() >= size) {
        auto request = unread_.substr(0, size);
        unread_.erase(0, size);
        return request;
      }
    }
    const auto more = ReadSome();
    if (more.empty()) return {};
    unread_ += more;
  }
}

std::string RawConnection::ReadSome() {
  char buffer[65536];
  const auto count = ::recv(socket_, buffer, sizeof buffer, 0);
  return count <= 0 ? std::string() : std::string(buffer, static_cast<std::size_t>(count));
}

bool RawConnection::Write(std::string_view text) {
  while (!text.empty()) {
    const auto count = ::send(socket_, text.data(), text.size(), MSG_NOSIGNAL);
    if (count <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

bool RawConnection::WaitForClose(int milliseconds) {
  pollfd poll{socket_, POLLRDHUP, 0};
  return ::poll(&poll, 1, milliseconds) > 0;
}

void RawConnection::Reset() {
  const linger now{1, 0};
  ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &now, sizeof now);
}

RawServer::RawServer(Script script)
    : script_(std::move(script)),
      listener_(ListenOnLoopback(SOMAXCONN, port_)),
      acceptor_([this] { Accept(); }) {}

RawServer::~RawServer() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    for (const int socket : open_) ::shutdown(socket, SHUT_RDWR);
  }
  ::shutdown(listener_, SHUT_RDWR);
  acceptor_.join();
  for (auto& script : scripts_) script.join();
  ::close(listener_);
}

void RawServer::Accept() {
  for (;;) {
    const int socket = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (socket < 0) return;
    const std::lock_guard lock(mutex_);
    if (stopping_) {
      ::close(socket);
      return;
    }
    open_.insert(socket);
    scripts_.emplace_back([this, socket, number = ++accepted_] {
      RawConnection connection(socket, number);
      script_(connection);
      const std::lock_guard close_lock(mutex_);
      ::close(socket);
      open_.erase(socket);
      changed_.notify_all();
    });
  }
}

int RawServer::accepted() const {
  const std::lock_guard lock(mutex_);
  return accepted_;
}

bool RawServer::WaitForOpen(std::size_t most) {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, std::chrono::seconds(5), [&] { return open_.size() <= most; });
}

int ConnectToLoopback(int port) {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const auto address = Loopback(port);
  if (::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) {
    return socket;
  }
  ::close(socket);
  return -1;
}

int RefusedPort() {
  int port = 0;
  ::close(ListenOnLoopback(1, port));
  return port;
}

SilentPort::SilentPort() {
  sockets_.push_back(ListenOnLoopback(0, port_));
  const auto address = Loopback(port_);
  for (int i = 0; i < 3; ++i) {  // fill the queue of a listener that never accepts
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    static_cast<void>(
        ::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address));
    sockets_.push_back(socket);
  }
}

SilentPort::~SilentPort() {
  for (const int socket : sockets_) ::close(socket);
}

}  // namespace provider::testing
