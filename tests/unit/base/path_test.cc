// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/base/path.h"

#include <gtest/gtest.h>

namespace provider::base {
namespace {

TEST(Path, KeepsTextInBothDirections) {
  for (const std::string text : {"", "/", "/etc/ssl/cert.pem", "a b/ü/日本"}) {
    EXPECT_EQ(Utf8FromPath(PathFromUtf8(text)), text);
  }
}

TEST(Path, DependsOnTheCurrentFolderUnlessAbsolute) {
  for (const auto* relative : {"", "ca.pem", "./ca.pem", "../ca.pem", "~/ca.pem"}) {
    EXPECT_FALSE(IsAbsolutePath(relative)) << relative;
  }
}

}  // namespace
}  // namespace provider::base
