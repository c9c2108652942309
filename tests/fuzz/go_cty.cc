// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "tests/fuzz/go_cty.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <string>

#include "provider/cty/json.h"
#include "tests/fuzz/clean.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/oracle.h"

namespace provider::fuzz {
namespace {

constexpr char kRefinedUnknown = '\x0c';  // the type of the ext

Oracle* Go() {
  static auto* const go = Oracle::FromEnvironment("CTS_FUZZ_GO");
  return go;
}

// Whether a number in the JSON is not in its shortest form. go-cty keeps that form when it converts
// the number to text; the provider does not: see json.h.
bool HasOtherForm(std::string_view json) {
  bool quoted = false;
  for (std::size_t i = 0; i + 1 < json.size(); ++i) {
    if (json[i] == '\\' && quoted) {
      ++i;
    } else if (json[i] == '"') {
      quoted = !quoted;
    } else if (!quoted && (json[i] == '.' || json[i] == 'e' || json[i] == 'E' || json[i] == '-')) {
      if (json[i + 1] >= '0' && json[i + 1] <= '9') return true;
      if (json[i + 1] == '+' || json[i + 1] == '-') return true;
    }
  }
  return false;
}

// Whether only this provider refuses a value for this reason.
bool IsOursAlone(const cty::CodecError& error) {
  static constexpr std::array<std::string_view, 7> kOurs = {
      "an unknown value is malformed",  // go-cty reads refinements beyond the end of their ext
      "a key is no text",               // go-cty accepts a nil as an empty key
      "number required, got a text",    // big.Float reads forms that nothing writes: 1p4, 1_000
      "nested too deeply",
      "no valid UTF-8",
      "too many attributes",
      "a number is too long"};
  for (const auto reason : kOurs) {
    if (error.message.find(reason) != std::string::npos) return true;
  }
  return false;
}

// Whether everything that is wrong for go-cty is after a complete value, where it does not look.
bool FollowsAValue(std::string_view json, const cty::Type& type, const cty::CodecError& error) {
  if (error.message.find("malformed at byte") == std::string::npos) return false;
  // The distance from the value does not matter: a reader takes the end of a number for its middle.
  for (std::size_t end = 1; end <= json.size(); ++end) {
    const bool may_end =
        std::string_view("}]\"el0123456789").find(json[end - 1]) != std::string_view::npos;
    if (!may_end) continue;
    const auto value = cty::DecodeJson(json.substr(0, end), type);
    if (value || IsOursAlone(value.error())) return true;
  }
  return false;
}

}  // namespace

void ExpectSameValue(char operation, const cty::Type& type, std::string_view input,
                     std::string_view ours) {
  if (Go() == nullptr) return;
  const auto type_text = cty::TypeToJson(type);
  // go-cty reads and writes what describes an unknown value beyond the end of its ext.
  if (operation == 'm' && input.find(kRefinedUnknown) != std::string_view::npos) return;
  const auto theirs = Go()->Query(operation, {type_text, input});
  Require(theirs.Accepts(), "go-cty takes what we take", type_text);
  const auto echoed = Go()->Query('m', {type_text, ours});
  Require(echoed.Accepts(), "go-cty takes what we write", type_text);
  if (operation == 'j' && HasOtherForm(input)) return;
  // A whole float is written as an integer: the same number, but go-cty rounds the text of a float.
  if (operation == 'm' && input.find_first_of("\xca\xcb") != std::string_view::npos) return;
  Require(echoed.texts == theirs.texts, "go-cty reads the same value in both", type_text);
}

void ExpectRefusal(char operation, const cty::Type& type, std::string_view input,
                   const cty::CodecError& error) {
  Require(!error.message.empty(), "a refusal says why");
  if (Go() == nullptr) return;
  if (IsOursAlone(error)) return;
  // go-cty allocates memory for as many elements as the length says (a length of four bytes) before
  // it checks that they are there.
  const bool announces =
      operation == 'm' && input.find_first_of("\xdd\xdf") != std::string_view::npos;
  if (announces) return;
  if (operation == 'j' && (!IsUtf8(input) || FollowsAValue(input, type, error))) return;
  const auto type_text = cty::TypeToJson(type);
  const auto theirs = Go()->Query(operation, {type_text, input});
  Require(!theirs.Accepts(), "go-cty refuses what we refuse", error.message);
}

bool BeyondFloat64(std::string_view json) {
  std::size_t digits = 0;
  for (const char c : json) {
    digits = c >= '0' && c <= '9' ? digits + 1 : 0;
    if (digits > 300) return true;
  }
  return false;
}

}  // namespace provider::fuzz
