// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Decides which proxy a request uses, by the rules of Go, so that this provider uses the same
// proxies as Terraform and other providers.
//
// Note that curl's own rules do not apply. As in Go, HTTPS_PROXY is for https and HTTP_PROXY for
// http, each in upper case before lower case. HTTP_PROXY is ignored if REQUEST_METHOD is set,
// because a CGI script gets it from a client's "Proxy:" header. ALL_PROXY is not read, and loopback
// is never proxied. NO_PROXY lists "*", addresses, CIDR blocks, and names: "x.org" is the name and
// every name below it, ".x.org" and "*.x.org" only those below it. Each may end in ":port".

#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "provider/base/environment.h"
#include "provider/http/transport.h"
#include "provider/http/url.h"

namespace provider::http {

struct Proxy {
  std::string url;    // including user name and password
  std::string shown;  // for messages, without them
  std::string host;
  int port = 0;
  bool is_tls = false;
  bool has_user = false;
  std::string variable;  // where it was set: "HTTPS_PROXY", "http_proxy"
};

class ProxyRules {
 public:
  explicit ProxyRules(const base::Environment& environment);

  // The proxy for `target`, or none. Registers its password with the secrets of the process.
  [[nodiscard]] tl::expected<std::optional<Proxy>, TransportError> ProxyFor(
      const Url& target) const;

 private:
  [[nodiscard]] bool IsExempt(std::string_view host, int port) const;

  std::optional<base::Environment::Found> http_;
  std::optional<base::Environment::Found> https_;
  std::string no_proxy_;  // lower case
};

}  // namespace provider::http
