// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// What the search for credentials has found so far.

#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <vector>

#include "provider/auth/credentials.h"
#include "provider/auth/settings.h"
#include "provider/configure/setting.h"

namespace provider::configure {

struct ChosenCredentials {
  std::optional<auth::Credentials> credentials;
  std::vector<auth::Agency> agencies;          // that the source has assumed
  std::vector<auth::SourceAttempt> attempts;   // up to the one that won
  std::vector<std::string> unknown_arguments;  // the choice waits for these

  // Of the profile that is named, whoever won; read only where nothing else has a region.
  Setting region;
  // What a file that won says besides. Never of one that lost: it may be about another account.
  Setting domain_id;
  Setting project_id;
  Setting iam_endpoint;

  void Note(std::string source, std::string outcome);

  // Always true: a source whose values are unknown ends the search, which falls back to nothing.
  bool WaitFor(std::string source, std::string argument);
  // False when all are known or unset.
  bool WaitFor(const std::string& source, std::initializer_list<const Setting*> settings);
};

}  // namespace provider::configure
