// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Source: getaddrinfo(3) of POSIX.1-2008, glibc and macOS.

#include <cerrno>
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

NameResult LookUpBySystem(const std::string& name) {
  addrinfo hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;  // otherwise each address comes once for each kind of socket
  addrinfo* list = nullptr;
  const int code = ::getaddrinfo(name.c_str(), nullptr, &hints, &list);
  if (code != 0) return tl::unexpected(ErrorOf(code, errno));
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
