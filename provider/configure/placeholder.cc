// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/configure/placeholder.h"

#include <algorithm>

#include "provider/text/ascii.h"

namespace provider::configure {
namespace {

// Whether there is text between the two.
bool IsWithin(std::string_view text, std::string_view front, std::string_view back) {
  return text.size() > front.size() + back.size() && text.starts_with(front) &&
         text.ends_with(back);
}

// Whether a shell would accept the text as a name after "$".
bool IsVariableName(std::string_view text) {
  return !text.empty() && !text::IsDigit(text.front()) &&
         std::ranges::all_of(text, [](char c) { return text::IsAlphanumeric(c) || c == '_'; });
}

}  // namespace

Placeholder FindPlaceholder(std::string_view text) {
  if (!text.empty() && std::ranges::all_of(text, [](char c) { return c == '*'; })) {
    return {"consists of asterisks"};
  }
  if (IsWithin(text, "${", "}")) return {"has the form ${…}"};
  if (IsWithin(text, "{{", "}}")) return {"has the form {{…}}"};
  if (IsWithin(text, "<", ">")) return {"has the form <…>", /*may_be_password=*/true};
  if (text.starts_with('$') && IsVariableName(text.substr(1))) {
    return {"has the form $NAME", /*may_be_password=*/true};
  }
  return {};
}

}  // namespace provider::configure
