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
    Require(!profile.error().empty(), "a refusal says why");
    Require(fuzz::IsClean(profile.error(), 3000), "a refusal is clean", profile.error());
    return 0;
  }
  Require(name.empty() || profile->name == name, "the profile that was asked for", profile->name);
  Require(!profile->agency || profile->key, "an agency is assumed with a key");
  Require(profile->problem.empty() || !profile->key, "with a problem there is no key");
  Require(fuzz::IsClean(profile->problem, 3000), "a problem is clean", profile->problem);
  fuzz::RequireUsableSettings(
      base::Environment({{"HW_SHARED_CONFIG_FILE", "/p"}, {"HW_PROFILE", name}}),
      testing::FakeFiles({{"/p", std::string(text)}}));
  return 0;
}
