// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Durations as Go reads and writes them.

#include "provider/text/go_duration.h"

#include <string>

#include "tests/fuzz/clean.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/oracle.h"

using provider::fuzz::Require;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace provider;
  static auto* const go = fuzz::Oracle::FromEnvironment("CTS_FUZZ_GO");
  const std::string_view text = fuzz::Input(data, size).Rest();
  const auto duration = text::ParseGoDuration(text);
  if (duration) {
    const auto written = text::FormatGoDuration(*duration);
    const auto again = text::ParseGoDuration(written);
    Require(again == duration, "a duration comes back", written);
  } else {
    Require(!duration.error().empty(), "a refusal has a reason", text);
    Require(fuzz::IsClean(duration.error(), 300), "a refusal is short and clean", duration.error());
  }
  if (go != nullptr) {
    const auto theirs = go->Query('d', {text});
    // Go accepts the sum of two parts of 2^63 ns, which takes this many characters: it overflows to
    // zero.
    const bool wraps = text.size() >= 2 * std::string_view("9223372036854775808ns").size() &&
                       !duration && duration.error().find("292 years") != std::string::npos;
    if (wraps && theirs.Accepts()) return 0;
    Require(theirs.Accepts() == duration.has_value(), "Go takes the same", text);
    if (duration) {
      Require(theirs.texts[0] == std::to_string(duration->count()), "Go reads the same",
              theirs.texts[0]);
      Require(theirs.texts[1] == text::FormatGoDuration(*duration), "Go writes the same",
              theirs.texts[1]);
    }
  }
  return 0;
}
