// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Reads a credentials file of any content: the result is usable settings, or the reason why there
// are none.

#pragma once

#include <string>
#include <variant>

#include "provider/base/environment.h"
#include "provider/configure/provider_config.h"
#include "tests/fuzz/clean.h"
#include "tests/fuzz/fuzz.h"
#include "tests/support/fake_files.h"

namespace provider::fuzz {

inline void RequireUsableSettings(const base::Environment& environment,
                                  const testing::FakeFiles& files) {
  const auto settings =
      configure::ReadProviderConfig(cty::Value::Null(), environment, "1.0.0", "1.15.5", files).auth;
  Require(settings.credentials.has_value() || !settings.credentials_problem.empty() ||
              !settings.attempts.empty(),
          "no credentials have a reason");
  if (!settings.credentials) return;
  if (const auto* key = std::get_if<auth::AccessKey>(&*settings.credentials)) {
    RequireUsableKey(*key);
  }
  Require(IsPlain(settings.endpoints.region), "a region is plain", settings.endpoints.region);
  for (const auto* id : {&settings.domain_id, &settings.project_id}) {
    Require(id->has_value() && IsPlain(**id), "what goes into a URL is plain");
  }
  for (const auto& agency : settings.agencies) {
    Require(!agency.name.empty(), "an agency has a name");
    Require(!agency.domain_name.empty() || !agency.domain_id.empty(), "and an account");
    Require(IsPlain(agency.domain_id), "whose ID is plain", agency.domain_id);
  }
}

}  // namespace provider::fuzz
