// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Responses that did not come from the service that was asked: a proxy's web page, OBS at an
// endpoint of CTS, what a gateway compressed. Their status says nothing about permissions or
// requests.

#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "provider/http/transport.h"

namespace provider::service {

struct ForeignResponse {
  enum class Kind {
    kPage,        // of a proxy, a firewall or a gateway
    kObs,         // OBS's XML
    kCompressed,  // although the request asks for what is not
  };
  Kind kind = Kind::kPage;
  std::string code;     // of OBS
  std::string message;  // of OBS in its own words, else a sentence; cleaned
  std::string request_id;
  std::string hint;
};

// Of any status but 3xx and 407, which have a meaning of their own. nullopt: nothing speaks against
// the service.
[[nodiscard]] std::optional<ForeignResponse> RecognizeForeign(const http::Response& response);

// For web pages and XML errors; no parser, and no more than a message needs. What stands between
// the tags of the first element of that name, as it is sent. `lower` is `text` in lower case, and
// so is `name`. nullopt: there is none, or it has no end.
[[nodiscard]] std::optional<std::string_view> FindElement(std::string_view text,
                                                          std::string_view lower,
                                                          std::string_view name);

}  // namespace provider::service
