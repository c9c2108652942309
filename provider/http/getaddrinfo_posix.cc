// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Source: getaddrinfo(3) of POSIX.1-2008, glibc and macOS.

#include <bit>
#include <cerrno>
#include <cstring>
#include <memory>
#include <system_error>
#include <utility>

#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "provider/base/free_by.h"
#include "provider/http/ip_address.h"
#include "provider/http/system_names.h"

namespace provider::http {
namespace {

using Kind = NameError::Kind;

// Empty for any other family.
std::string TextOf(const sockaddr& address) {
  if (address.sa_family == AF_INET) {
    sockaddr_in v4{};
    std::memcpy(&v4, &address, sizeof(v4));
    return FormatIpAddress(std::bit_cast<Ipv4Address>(v4.sin_addr));
  }
  if (address.sa_family != AF_INET6) return {};
  sockaddr_in6 v6{};
  std::memcpy(&v6, &address, sizeof(v6));
  return WithoutIpv4Mapping(FormatIpAddress(std::bit_cast<Ipv6Address>(v6.sin6_addr)));
}

NameError ErrorOf(int code, int os_error) {
  switch (code) {
    case EAI_NONAME:
      return {Kind::kNoSuchName, {}, {}};
#ifdef EAI_NODATA
    case EAI_NODATA:
#endif
#ifdef EAI_ADDRFAMILY
    case EAI_ADDRFAMILY:
#endif
      return {Kind::kNoAddress, {}, {}};
    case EAI_AGAIN:
      return {Kind::kNoServer, {}, {}};
    case EAI_SYSTEM:
      if (os_error == EMFILE || os_error == ENFILE) return {Kind::kDescriptors, {}, {}};
      return {Kind::kFailed, {}, std::generic_category().message(os_error)};
    default:
      return {Kind::kFailed, {}, ::gai_strerror(code)};
  }
}

}  // namespace

NameResult GetAddrInfo(const std::string& name) {
  addrinfo hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;  // otherwise each address comes once for each kind of socket
  addrinfo* list = nullptr;
  const int code = ::getaddrinfo(name.c_str(), nullptr, &hints, &list);
  if (code != 0) return tl::unexpected(ErrorOf(code, errno));
  const std::unique_ptr<addrinfo, base::FreeBy<::freeaddrinfo>> owner(list);
  Addresses found;
  for (const auto* each = list; each != nullptr; each = each->ai_next) {
    auto text = TextOf(*each->ai_addr);
    if (!text.empty()) found.push_back(std::move(text));
  }
  if (found.empty()) return tl::unexpected(NameError{Kind::kNoAddress, {}, {}});
  return found;
}

}  // namespace provider::http
