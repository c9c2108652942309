// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include <string>

#include <gtest/gtest.h>

#include "provider/base/path.h"

namespace provider::base {
namespace {

TEST(PathOfPosix, IsBytes) {
  for (const std::string text : {"", "/", "/etc/ssl/cert.pem", "a b/ü/日本", "/\xff\xfe"}) {
    EXPECT_EQ(Utf8FromPath(PathFromUtf8(text)), text);
    EXPECT_EQ(PathFromUtf8(text).native(), text);
  }
}

TEST(PathOfPosix, IsAbsoluteFromTheRoot) {
  EXPECT_TRUE(IsAbsolutePath("/etc/ssl/cert.pem"));
  EXPECT_FALSE(IsAbsolutePath("C:\\ca.pem"));
}

}  // namespace
}  // namespace provider::base
