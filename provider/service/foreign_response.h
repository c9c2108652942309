// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Recognizes responses that did not come from the intended service: a proxy's web page, OBS at an
// endpoint of CTS, or a response that a gateway compressed. Their status says nothing about
// permissions or the request.

#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "provider/http/transport.h"

namespace provider::service {

struct ForeignResponse {
  enum class Kind {
    kPage,        // from a proxy, a firewall or a gateway
    kObs,         // OBS's XML
    kCompressed,  // although the request asks for an uncompressed response
  };
  Kind kind = Kind::kPage;
  std::string code;     // OBS's error code
  std::string message;  // OBS's own message, otherwise a sentence; cleaned
  std::string request_id;
  std::string hint;
};

// Accepts any status; returns nullopt for 3xx and 407, which have a meaning of their own, and for a
// response that may be the service's.
[[nodiscard]] std::optional<ForeignResponse> RecognizeForeign(const http::Response& response);

// A minimal search for web pages and XML errors, not a parser. Returns the raw text between the
// tags of the first element with that name. `lower` is `text` in lower case; `name` must be in
// lower case. nullopt if there is no such element or it has no end tag.
[[nodiscard]] std::optional<std::string_view> FindElement(std::string_view text,
                                                          std::string_view lower,
                                                          std::string_view name);

}  // namespace provider::service
