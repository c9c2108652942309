// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Retry-After and the date of a response, as Go reads them. The input: the header's value.

#include "provider/base/clock.h"
#include "provider/text/ascii.h"
#include "provider/text/http.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/oracle.h"

using provider::fuzz::Require;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace provider;
  using namespace std::chrono_literals;
  static auto* const go = fuzz::Oracle::FromEnvironment("CTS_FUZZ_GO");
  const std::string_view text = fuzz::Input(data, size).Rest();
  const base::SystemTime now(std::chrono::milliseconds(1'718'784'000'000));  // 2024-06-19
  const auto wait = text::ParseRetryAfter(text, now);
  if (wait) Require(*wait >= 0ms && *wait <= 24h, "a wait is between nothing and a day");
  const auto date = text::ParseHttpDate(text);
  if (date) {
    Require(wait.has_value(), "a date is a wait");
    Require(*date > now || *wait == 0ms, "what is over is no wait");
    const auto trimmed = text::AsciiTrim(text);
    if (go != nullptr && trimmed.substr(23, 2) != "60") {  // Go knows no leap seconds
      const auto theirs = go->Query('h', {trimmed});
      // Go requires a valid name of a weekday; the provider ignores it.
      if (theirs.Accepts()) {
        Require(theirs.texts[0] == std::to_string(date->time_since_epoch().count()),
                "Go reads the same date", theirs.texts[0]);
      }
    }
  } else if (wait) {
    Require(text::AsciiTrim(text).find_first_not_of("0123456789") == std::string_view::npos,
            "else only digits are a wait", text);
  }
  return 0;
}
