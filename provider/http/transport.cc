// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/http/transport.h"

#include <algorithm>

#include "provider/text/ascii.h"

namespace provider::http {

bool IsSameName(std::string_view left, std::string_view right) {
  return text::EqualsIgnoringCase(left, right);
}

const std::string* FindHeader(const Headers& headers, std::string_view name) {
  const auto found = std::find_if(headers.begin(), headers.end(), [name](const auto& header) {
    return IsSameName(header.first, name);
  });
  return found == headers.end() ? nullptr : &found->second;
}

void SetHeader(Headers& headers, std::string_view name, std::string value) {
  std::erase_if(headers, [name](const auto& header) { return IsSameName(header.first, name); });
  headers.emplace_back(name, std::move(value));
}

bool IsToken(std::string_view text) {
  constexpr std::string_view kMarks = "!#$%&'*+-.^_`|~";
  return !text.empty() && std::all_of(text.begin(), text.end(), [kMarks](char c) {
    return text::IsAlphanumeric(c) || kMarks.find(c) != std::string_view::npos;
  });
}

}  // namespace provider::http
