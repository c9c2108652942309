// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// KooCLI's configuration file. The input: the name of a profile, 0xFF, the file.

#include "provider/configure/koocli_profile.h"

#include "tests/fuzz/clean.h"
#include "tests/fuzz/configured.h"
#include "tests/fuzz/fuzz.h"

using provider::fuzz::Require;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace provider;
  fuzz::Input input(data, size);
  const std::string name(input.Part());
  const auto text = input.Rest();
  const auto profile = configure::ReadKooCliProfile(text, name);
  if (!profile) {
    const auto& fault = profile.error();
    Require(!fault.phrase.empty() && !fault.advice.empty(), "a refusal says why and what to do");
    Require(fuzz::IsClean(fault.phrase, 3000), "a refusal is clean", fault.phrase);
    return 0;
  }
  Require(name.empty() || profile->name == name, "the profile that was asked for", profile->name);
  Require(!profile->agency || profile->key, "an agency is assumed with a key");
  const auto& problem = profile->problem.phrase;
  Require(problem.empty() || !profile->key, "with a problem there is no key");
  Require(fuzz::IsClean(problem, 3000), "a problem is clean", problem);
  fuzz::RequireUsableSettings(
      base::Environment({{"HW_SHARED_CONFIG_FILE", "/p"}, {"HW_PROFILE", name}}),
      testing::FakeFiles({{"/p", std::string(text)}}));
  return 0;
}
