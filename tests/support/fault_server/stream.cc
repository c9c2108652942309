// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "tests/support/fault_server/stream.h"

#include <algorithm>
#include <mutex>
#include <set>
#include <thread>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

namespace fault_server {
namespace {

// The open sockets, for CloseAll. The kernel reuses descriptor numbers, so a socket is removed from
// the set under the lock under which it is closed.
struct Open {
  std::mutex mutex;
  std::set<int> sockets;
};

Open& OpenSockets() {
  static auto& open = *new Open;
  return open;
}

}  // namespace

Stream::Stream(int socket) : socket_(socket) {
  {
    Open& open = OpenSockets();
    const std::lock_guard lock(open.mutex);
    open.sockets.insert(socket_);
  }
  const timeval minute{.tv_sec = 60, .tv_usec = 0};
  ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &minute, sizeof minute);
  ::setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &minute, sizeof minute);
  const int on = 1;
  ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

Stream::~Stream() {
  Close();
  SSL_free(ssl_);
}

bool Stream::Handshake(SSL_CTX* context) {
  ssl_ = SSL_new(context);
  return ssl_ != nullptr && SSL_set_fd(ssl_, socket_) == 1 && SSL_accept(ssl_) == 1;
}

bool Stream::Read(std::string& buffer) {
  if (socket_ < 0) return false;
  char bytes[16384];
  const auto count = ssl_ != nullptr ? static_cast<ssize_t>(SSL_read(ssl_, bytes, sizeof bytes))
                                     : ::recv(socket_, bytes, sizeof bytes, 0);
  if (count <= 0) return false;
  buffer.append(bytes, static_cast<std::size_t>(count));
  return true;
}

bool Stream::Write(std::string_view data) {
  while (!data.empty()) {
    if (socket_ < 0) return false;
    const auto size = std::min<std::size_t>(data.size(), 1U << 20U);
    const auto count =
        ssl_ != nullptr ? static_cast<ssize_t>(SSL_write(ssl_, data.data(), static_cast<int>(size)))
                        : ::send(socket_, data.data(), size, MSG_NOSIGNAL);
    if (count <= 0) return false;
    data.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

bool Stream::WriteSlowly(std::string_view data, std::chrono::milliseconds pause, std::size_t step) {
  while (!data.empty()) {
    if (!Write(data.substr(0, step))) return false;
    data.remove_prefix(std::min(step, data.size()));
    std::this_thread::sleep_for(pause);
  }
  return true;
}

void Stream::HalfClose() {
  if (socket_ >= 0) ::shutdown(socket_, SHUT_WR);
}

void Stream::Reset() {
  if (socket_ < 0) return;
  // Lets the client read the data sent before; an RST could overtake it.
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  const linger now{.l_onoff = 1, .l_linger = 0};
  ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &now, sizeof now);
  Close();
}

void Stream::Close() {
  if (socket_ < 0) return;
  Open& open = OpenSockets();
  const std::lock_guard lock(open.mutex);
  open.sockets.erase(socket_);
  ::close(socket_);
  socket_ = -1;
}

void Stream::CloseAll() {
  Open& open = OpenSockets();
  const std::lock_guard lock(open.mutex);
  for (const int socket : open.sockets) ::shutdown(socket, SHUT_RDWR);
}

void Stream::CloseCleanly() {
  if (socket_ < 0) return;
  if (ssl_ != nullptr) SSL_shutdown(ssl_);
  HalfClose();
  Close();
}

}  // namespace fault_server
