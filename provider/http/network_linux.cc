// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Source: socket(7), ip(7), if_indextoname(3).

#include <array>
#include <cstdlib>
#include <cstring>

#include <net/if.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "provider/http/ip_address.h"
#include "provider/http/network.h"

namespace provider::http {

// Connecting a UDP socket sends no packet.
bool HasRoute(const std::string& address) {
  sockaddr_in v4{};
  sockaddr_in6 v6{};
  constexpr in_port_t kAnyPort = 443;
  v4.sin_family = AF_INET;
  v6.sin6_family = AF_INET6;
  v4.sin_port = v6.sin6_port = htons(kAnyPort);
  const auto ipv4 = ParseIpv4(address);
  const auto ipv6 = ParseIpv6(address);
  if (!ipv4 && !ipv6) return false;
  if (ipv4) std::memcpy(&v4.sin_addr, ipv4->data(), ipv4->size());
  if (ipv6) std::memcpy(&v6.sin6_addr, ipv6->data(), ipv6->size());
  const int socket = ::socket(ipv4 ? AF_INET : AF_INET6, SOCK_DGRAM, 0);
  if (socket < 0) return false;
  const auto* target =
      ipv4 ? reinterpret_cast<const sockaddr*>(&v4) : reinterpret_cast<const sockaddr*>(&v6);
  const bool connected = ::connect(socket, target, ipv4 ? sizeof(v4) : sizeof(v6)) == 0;
  ::close(socket);
  return connected;
}

bool CanOpenSocket() {
  const int socket = ::socket(AF_INET, SOCK_DGRAM, 0);
  if (socket >= 0) ::close(socket);
  return socket >= 0;
}

bool BindToInterface(int socket, const std::string& zone) {
  std::string name = zone;
  std::array<char, IF_NAMESIZE> by_number{};
  if (const auto number = std::strtoul(name.c_str(), nullptr, 10);
      number > 0 && ::if_indextoname(static_cast<unsigned int>(number), by_number.data())) {
    name = by_number.data();
  }
  return ::setsockopt(socket, SOL_SOCKET, SO_BINDTODEVICE, name.data(),
                      static_cast<socklen_t>(name.size())) == 0;
}

std::string HostName() {
  std::array<char, 256> name{};
  return ::gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "";
}

}  // namespace provider::http
