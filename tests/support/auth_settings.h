// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Credentials for tests that play the cloud themselves.

#pragma once

#include "provider/auth/settings.h"

namespace provider::testing {

// An access key and a region. Account and project are not given, so the first read looks them up.
[[nodiscard]] inline auth::Settings KeySettings() {
  auth::Settings settings;
  settings.endpoints.region = "eu-west-0";
  settings.credentials = auth::AccessKey{"EXAMPLEAK", "example-secret-key", ""};
  return settings;
}

// The same with account and project, so that no read looks anything up.
[[nodiscard]] inline auth::Settings AccountSettings() {
  auto settings = KeySettings();
  settings.domain_id = "domain1";
  settings.project_id = "project1";
  return settings;
}

}  // namespace provider::testing
