// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Source: getaddrinfo and WSAStartup of the Windows Sockets 2 reference.

#include <memory>
#include <utility>

#include <fmt/format.h>
#include <winsock2.h>
#include <ws2tcpip.h>

#include "provider/base/free_by.h"
#include "provider/http/ip_address.h"
#include "provider/http/system_names.h"

namespace provider::http {
namespace {

using Kind = NameError::Kind;

// The library counts its users; the process keeps it until it exits.
bool StartSockets() {
  static const bool started = [] {
    WSADATA ignored{};
    constexpr WORD kVersion = 0x0202;
    return ::WSAStartup(kVersion, &ignored) == 0;
  }();
  return started;
}

// By number: the words of Windows are in the language of the user.
NameError ErrorOf(int code) {
  switch (code) {
    case WSAHOST_NOT_FOUND:
      return {Kind::kNoSuchName, {}, {}};
    case WSANO_DATA:
      return {Kind::kNoAddress, {}, {}};
    case WSATRY_AGAIN:
      return {Kind::kNoServer, {}, {}};
    case WSAEMFILE:
    case WSAENOBUFS:
      return {Kind::kDescriptors, {}, {}};
    default:
      return {Kind::kFailed, {}, fmt::format("Windows error {}", code)};
  }
}

}  // namespace

// The form for the ANSI code page will do: names consist of letters, digits, dots and hyphens.
NameResult LookUpBySystem(const std::string& name) {
  if (!StartSockets()) {
    return tl::unexpected(NameError{Kind::kFailed, {}, "Windows Sockets did not start"});
  }
  addrinfo hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;  // otherwise each address comes once for each kind of socket
  addrinfo* list = nullptr;
  const int code = ::getaddrinfo(name.c_str(), nullptr, &hints, &list);
  if (code != 0) return tl::unexpected(ErrorOf(code));
  const std::unique_ptr<addrinfo, base::FreeBy<::freeaddrinfo>> owner(list);
  Addresses found;
  for (const auto* each = list; each != nullptr; each = each->ai_next) {
    auto text = FormatSocketAddress(*each->ai_addr);
    if (!text.empty()) found.push_back(std::move(text));
  }
  if (found.empty()) return tl::unexpected(NameError{Kind::kNoAddress, {}, {}});
  return found;
}

}  // namespace provider::http
