// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/bucket_check/bucket_rules.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "provider/text/ascii.h"
#include "provider/text/quoted.h"

namespace provider::bucket_check {
namespace {

constexpr std::size_t kMinLength = 3;
constexpr std::size_t kMaxLength = 63;

bool IsAllowed(char c) { return text::IsLower(c) || text::IsDigit(c) || c == '.' || c == '-'; }

// Counts each UTF-8 sequence as one character, as a person would.
std::size_t CountCharacters(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
  }));
}

std::string Describe(char c) {
  const auto byte = static_cast<unsigned char>(c);
  if (byte >= 0x80) return "a character outside ASCII";
  if (byte < 0x20 || byte == 0x7F) return "a control character";
  if (c == ' ') return "a space";
  return fmt::format("'{}'", c);
}

// Without duplicates, in the order in which they occur in the name.
std::vector<std::string> ForbiddenCharacters(std::string_view name) {
  std::vector<std::string> found;
  for (const char c : name) {
    if (IsAllowed(c)) continue;
    std::string description = Describe(c);
    if (std::find(found.begin(), found.end(), description) == found.end()) {
      found.push_back(std::move(description));
    }
  }
  return found;
}

// Matches four groups of one to three digits. Numbers above 255 match too, because OBS looks only
// at the form.
bool LooksLikeIpAddress(std::string_view name) {
  const auto groups = text::Split(name, '.');
  return groups.size() == 4 && std::ranges::all_of(groups, [](std::string_view group) {
           return !group.empty() && group.size() <= 3 && std::ranges::all_of(group, text::IsDigit);
         });
}

std::vector<std::string> BrokenApiRules(std::string_view name) {
  if (name.empty()) {
    return {fmt::format("is empty; it must have {} to {} characters", kMinLength, kMaxLength)};
  }
  std::vector<std::string> phrases;
  if (const std::size_t length = CountCharacters(name);
      length < kMinLength || length > kMaxLength) {
    phrases.push_back(fmt::format("has {} {}; it must have {} to {}", length,
                                  length == 1 ? "character" : "characters", kMinLength,
                                  kMaxLength));
  }
  if (const std::vector<std::string> forbidden = ForbiddenCharacters(name); !forbidden.empty()) {
    phrases.push_back(
        fmt::format("contains {}; only lowercase letters, digits, hyphens and periods are allowed",
                    fmt::join(forbidden, ", ")));
  }
  if (name.front() == '-' || name.front() == '.') {
    phrases.push_back(fmt::format(
        "starts with '{}'; it must start with a lowercase letter or a digit", name.front()));
  }
  return phrases;
}

// Advice for a URL in place of the name.
std::string AdviceFor(std::string_view name) {
  if (name.find("://") == std::string_view::npos) return {};
  constexpr std::string_view kScheme = "obs://";
  return name.starts_with(kScheme) && BrokenApiRules(name.substr(kScheme.size())).empty()
             ? "Leave out obs://."
             : "Write the bucket's name alone.";
}

}  // namespace

NameFaults FindApiNameFaults(std::string_view name) {
  return {.phrases = BrokenApiRules(name), .advice = AdviceFor(name)};
}

NameFaults FindObsNameFaults(std::string_view name) {
  NameFaults faults;
  if (LooksLikeIpAddress(name)) {
    faults.phrases.emplace_back("looks like an IP address, which OBS does not allow");
  }
  if (name.ends_with('-') || name.ends_with('.')) {
    faults.phrases.push_back(fmt::format("ends with '{}', which OBS does not allow", name.back()));
  }
  for (const std::string_view pair : {"..", ".-", "-."}) {
    if (name.find(pair) != std::string_view::npos) {
      faults.phrases.push_back(fmt::format("contains \"{}\", which OBS does not allow", pair));
    }
  }
  return faults;
}

std::vector<std::string> NameProblems(std::string_view name, const NameFaults& faults) {
  std::vector<std::string> problems;
  for (const auto& phrase : faults.phrases) {
    problems.push_back(fmt::format("The bucket name {} {}.", text::Quoted(name), phrase));
  }
  if (!faults.advice.empty()) problems.back() += " " + faults.advice;
  return problems;
}

std::string DescribeFaults(const NameFaults& faults) {
  std::string text;
  for (const auto& phrase : faults.phrases) {
    text += fmt::format("{}It {}.", text.empty() ? "" : " ", phrase);
  }
  if (!faults.advice.empty()) text += " " + faults.advice;
  return text;
}

std::optional<framework::FunctionError> NameFunction::Call(const std::vector<cty::Value>& arguments,
                                                           cty::Value& result) const {
  cty::Value::Elements problems;
  if (const cty::Value& name = arguments.at(0); !name.IsNull()) {
    const std::string& text = name.AsString();
    for (const auto find : {FindApiNameFaults, FindObsNameFaults}) {
      for (std::string& problem : NameProblems(text, find(text))) {
        problems.push_back(cty::Value::String(std::move(problem)));
      }
    }
  }
  result = cty::Value::List(std::move(problems));
  return std::nullopt;
}

}  // namespace provider::bucket_check
