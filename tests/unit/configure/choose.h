// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Which credentials a provider block, variables and files select; short forms for tests.

#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "provider/configure/credentials_chain.h"
#include "tests/unit/configure/config.h"

namespace provider::configure {

struct Choice {
  ChosenCredentials chosen;
  std::vector<framework::Diagnostic> problems;
};

// Without the metadata service, which would provide missing credentials.
inline const MetadataEndpoint kMetadataOff{.off = true, .url = {}};

inline Choice Choose(const cty::Value& config, const Variables& variables, const Files& files = {},
                     const MetadataEndpoint& metadata = kMetadataOff) {
  const auto environment = EnvironmentOf(variables);
  framework::Diagnostics diagnostics;
  ValueRules rules(environment, diagnostics);
  auto chosen =
      ChooseCredentials(Arguments(config, environment), metadata, testing::FakeFiles(files), rules);
  return {std::move(chosen), diagnostics.items()};
}
inline Choice Choose(std::string_view json, const Variables& variables = {},
                     const Files& files = {}) {
  return Choose(Config(json), variables, files);
}

using Credentials = std::optional<auth::Credentials>;
inline Credentials Key(std::string access, std::string secret, std::string token = "") {
  return auth::AccessKey{std::move(access), std::move(secret), std::move(token)};
}
inline Credentials Token(std::string value) { return auth::Token{std::move(value)}; }
inline Credentials Password(std::string user, std::string password, std::string domain) {
  return auth::Password{std::move(user), std::move(password), std::move(domain)};
}

inline const Variables kEnvironmentKeys = {{"HW_ACCESS_KEY", "env-ak"},
                                           {"HW_SECRET_KEY", "env-sk"}};

inline Variables Plus(Variables variables, const Variables& others) {
  variables.insert(others.begin(), others.end());
  return variables;
}

inline std::string AttemptsOf(const Choice& choice) {
  std::string text;
  for (const auto& attempt : choice.chosen.attempts) {
    text += attempt.source + ": " + attempt.outcome + "\n";
  }
  return text;
}

}  // namespace provider::configure
