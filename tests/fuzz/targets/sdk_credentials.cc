// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// The credentials file of the vendor's SDKs. The input: the file.

#include "provider/configure/sdk_credentials.h"

#include "tests/fuzz/clean.h"
#include "tests/fuzz/configured.h"
#include "tests/fuzz/fuzz.h"

using provider::fuzz::Require;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace provider;
  const auto text = fuzz::Input(data, size).Rest();
  const auto found = configure::ReadSdkCredentials(text);
  if (!found) {
    Require(fuzz::IsClean(found.error(), 500), "a refusal is clean", found.error());
    return 0;
  }
  if (!*found) return 0;
  const auto& key = (*found)->key;
  for (const auto* part : {&key.access_key, &key.secret_key}) {
    Require(text.find(*part) != std::string_view::npos, "what is read stands in the file", *part);
  }
  fuzz::RequireUsableSettings(base::Environment({{"HUAWEICLOUD_SDK_CREDENTIALS_FILE", "/k"}}),
                              testing::FakeFiles({{"/k", std::string(text)}}));
  return 0;
}
