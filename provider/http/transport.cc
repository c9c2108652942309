// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/http/transport.h"

#include <algorithm>

namespace provider::http {
namespace {

char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

}  // namespace

bool IsSameName(std::string_view left, std::string_view right) {
  return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                    [](char a, char b) { return Lower(a) == Lower(b); });
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
    const char lower = Lower(c);
    return (c >= '0' && c <= '9') || (lower >= 'a' && lower <= 'z') ||
           kMarks.find(c) != std::string_view::npos;
  });
}

}  // namespace provider::http
