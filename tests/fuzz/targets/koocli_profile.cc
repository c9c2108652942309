// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// KooCLI's configuration file. The input: the name of a profile, 0xFF, the file.

#include "provider/configure/koocli_profile.h"

#include "provider/base/redaction.h"
#include "tests/fuzz/clean.h"
#include "tests/fuzz/fuzz.h"

using provider::fuzz::Require;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace provider;
  fuzz::Input input(data, size);
  const std::string name(input.Part());
  const auto profile = configure::ReadKooCliProfile(input.Rest(), name);
  if (!profile) {
    Require(!profile.error().empty(), "a refusal says why");
    Require(fuzz::IsClean(profile.error(), 3000), "a refusal is clean", profile.error());
    return 0;
  }
  Require(name.empty() || profile->name == name, "the profile that was asked for", profile->name);
  if (profile->key) fuzz::RequireUsableKey(*profile->key);
  for (const auto* text : {&profile->region, &profile->domain_id, &profile->project_id}) {
    Require(fuzz::IsPlain(*text), "what goes into a URL is plain", *text);
  }
  if (profile->agency) {
    Require(!profile->agency->name.empty(), "an agency has a name");
    Require(!profile->agency->domain_name.empty() || !profile->agency->domain_id.empty(),
            "and an account");
    Require(profile->key.has_value(), "it is assumed with a key");
  }
  return 0;
}
