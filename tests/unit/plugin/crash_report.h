// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#pragma once

#include <string>

#include <gmock/gmock.h>

namespace provider::plugin {

// What a host looks for at the beginning of stderr, what was wrong, and where to report it.
inline auto ReportsABug(const std::string& reason) {
  using ::testing::HasSubstr;
  return ::testing::AllOf(
      ::testing::StartsWith("panic: " + reason + "\nThis is a bug in terraform-provider-cts."),
      HasSubstr("`terraform version`"));
}

}  // namespace provider::plugin
