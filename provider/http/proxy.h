// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Which proxy a request goes through, by the rules of Go, so that every provider and Terraform
// itself take the same way.
//
// Wrong to expect: curl's own rules. As in Go, HTTPS_PROXY is for https and HTTP_PROXY for http,
// upper case before lower case, HTTP_PROXY is ignored where REQUEST_METHOD is set (a CGI script
// gets it from a client's "Proxy:" header), ALL_PROXY is not read, and loopback is never proxied.
// NO_PROXY lists "*", addresses, CIDR blocks, and names: "x.org" is the name and all below it,
// ".x.org" and "*.x.org" only what is below; each may end in ":port".

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
  std::string url;    // with the user's credentials
  std::string shown;  // for messages, without
  std::string host;
  int port = 0;
  bool is_tls = false;
  bool has_user = false;
  std::string variable;  // that names it: "HTTPS_PROXY", "http_proxy"
};

class ProxyRules {
 public:
  explicit ProxyRules(const base::Environment& environment);

  // The proxy for `target`, or none. Its password joins the process's secrets.
  [[nodiscard]] tl::expected<std::optional<Proxy>, TransportError> ProxyFor(
      const Url& target) const;

 private:
  [[nodiscard]] bool IsExempt(std::string_view host, int port) const;

  std::optional<base::Environment::Found> http_;
  std::optional<base::Environment::Found> https_;
  std::string no_proxy_;  // lower case
};

}  // namespace provider::http
