// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// The result of the search for credentials so far.

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
  std::vector<auth::Agency> agencies;          // that the source assumes
  std::vector<auth::SourceAttempt> attempts;   // up to the chosen source
  std::vector<std::string> unknown_arguments;  // the choice depends on these

  // From the profile that is named, even if another source was chosen. Read only if nothing else
  // sets a region.
  Setting region;
  // Other values of the chosen file. Files that were not chosen supply none: they may belong to
  // another account.
  Setting domain_id;
  Setting project_id;
  Setting iam_endpoint;

  void Note(std::string source, std::string outcome);
  void NoteChosen(std::string source, std::string origin);

  // Always returns true: a source with unknown values ends the search, so that no lower source
  // replaces it.
  bool WaitFor(std::string source, std::string argument);
  // Returns false if all settings are known or unset.
  bool WaitFor(const std::string& source, std::initializer_list<const Setting*> settings);
};

}  // namespace provider::configure
