// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "tests/unit/http/name_server.h"

#include <array>
#include <stdexcept>
#include <string_view>
#include <vector>

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

namespace provider::testing {

NameServer::NameServer(Mode mode) : mode_(mode) {
  socket_ = ::socket(AF_INET, SOCK_DGRAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  if (::bind(socket_, generic, size) != 0 || ::getsockname(socket_, generic, &size) != 0) {
    throw std::runtime_error("no UDP port");
  }
  port_ = ntohs(address.sin_port);
  thread_ = std::jthread([this] { Serve(); });
}

NameServer::~NameServer() {
  ::shutdown(socket_, SHUT_RDWR);  // wakes recvfrom
  thread_.join();
  ::close(socket_);
}

void NameServer::Serve() {
  std::array<unsigned char, 512> packet{};
  for (;;) {
    sockaddr_in from{};
    socklen_t from_size = sizeof(from);
    auto* generic = reinterpret_cast<sockaddr*>(&from);
    const auto size = ::recvfrom(socket_, packet.data(), packet.size(), 0, generic, &from_size);
    if (size <= 0) return;
    ++queries_;
    const Mode mode = mode_;
    if (mode == Mode::kSilent) continue;
    const std::string_view query(reinterpret_cast<const char*>(packet.data()),
                                 static_cast<std::size_t>(size));
    if (mode == Mode::kSilentCorp && query.find("corp") != std::string_view::npos) continue;
    std::vector<unsigned char> response(packet.begin(), packet.begin() + size);
    response[2] = 0x81;  // a response
    response[3] = 0x80;
    if (mode == Mode::kServerFailure) response[3] |= 2;
    if (mode == Mode::kNoSuchName) response[3] |= 3;
    const bool is_a = response[response.size() - 3] == 1;  // the type is before the class
    if ((mode == Mode::kAddress || mode == Mode::kSilentCorp) && is_a) {
      response[7] = 1;
      // The name by reference, A, IN, a TTL of 5 s, 4 bytes.
      for (const int byte : {0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 5, 0, 4, 127, 0, 0, 1}) {
        response.push_back(static_cast<unsigned char>(byte));
      }
    }
    ::sendto(socket_, response.data(), response.size(), 0, generic, from_size);
  }
}

}  // namespace provider::testing
