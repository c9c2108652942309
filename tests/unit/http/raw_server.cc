// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "tests/unit/http/raw_server.h"

#include <array>
#include <chrono>

#include "tests/support/sockets.h"

namespace provider::testing {
namespace {

constexpr int kBacklog = 1024;

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

bool RawConnection::StartTls(SSL_CTX& context) {
  tls_.reset(SSL_new(&context));
  return SSL_set_fd(tls_.get(), socket_) == 1 && SSL_accept(tls_.get()) == 1;
}

std::string RawConnection::ReadSome() {
  if (!tls_) return Receive(socket_);
  std::array<char, 16384> buffer{};
  const int size = SSL_read(tls_.get(), buffer.data(), static_cast<int>(buffer.size()));
  return size <= 0 ? std::string() : std::string(buffer.data(), static_cast<std::size_t>(size));
}

bool RawConnection::Write(std::string_view text) {
  if (!tls_) return Send(socket_, text);
  return SSL_write(tls_.get(), text.data(), static_cast<int>(text.size())) > 0;
}

bool RawConnection::WaitForClose(int milliseconds) {
  return AwaitClose(socket_, milliseconds, unread_);
}

void RawConnection::Reset() { ResetOnClose(socket_); }

RawServer::RawServer(Script script)
    : script_(std::move(script)),
      listener_(ListenOnLoopback(kBacklog, port_)),
      acceptor_([this] { Accept(); }) {}

RawServer::~RawServer() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    for (const int socket : open_) Break(socket);
  }
  Close(ConnectToLoopback(port_));  // wakes the acceptor
  acceptor_.join();
  for (auto& script : scripts_) script.join();
  Close(listener_);
}

void RawServer::Accept() {
  for (;;) {
    const int socket = AcceptFrom(listener_);
    if (socket < 0) return;
    const std::lock_guard lock(mutex_);
    if (stopping_) {
      Close(socket);
      return;
    }
    open_.insert(socket);
    scripts_.emplace_back([this, socket, number = ++accepted_] {
      RawConnection connection(socket, number);
      script_(connection);
      const std::lock_guard close_lock(mutex_);
      Close(socket);
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

int RefusedPort() {
  int port = 0;
  Close(ListenOnLoopback(1, port));
  return port;
}

SilentPort::SilentPort() {
  sockets_.push_back(ListenOnLoopback(0, port_));
  // Fill the queue of a listener that never accepts.
  for (int i = 0; i < 3; ++i) sockets_.push_back(BeginToConnect(port_));
}

SilentPort::~SilentPort() {
  for (const int socket : sockets_) Close(socket);
}

}  // namespace provider::testing
