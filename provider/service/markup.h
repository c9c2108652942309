// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// What is read of a web page or an XML error: no parser, and no more than a message needs.

#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace provider::service {

// What stands between the tags of the first element of that name, as it is sent. `lower` is `text`
// in lower case, and so is `name`. nullopt: there is none, or it has no end.
[[nodiscard]] inline std::optional<std::string_view> FindElement(std::string_view text,
                                                                 std::string_view lower,
                                                                 std::string_view name) {
  const auto open = lower.find("<" + std::string(name));
  const auto start = open == std::string_view::npos ? open : lower.find('>', open);
  const auto end =
      start == std::string_view::npos ? start : lower.find("</" + std::string(name), start);
  if (end == std::string_view::npos) return std::nullopt;
  return text.substr(start + 1, end - start - 1);
}

}  // namespace provider::service
