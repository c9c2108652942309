// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include <gtest/gtest.h>

#include "provider/base/path.h"

namespace provider::base {
namespace {

TEST(PathOfWindows, IsUtf16) {
  EXPECT_EQ(PathFromUtf8("\xc3\xbc\xe6\x97\xa5").native(), L"\u00fc\u65e5");
  EXPECT_EQ(PathFromUtf8("C:/\xff").native(), L"");
}

TEST(PathOfWindows, IsAbsoluteWithADriveOrAShare) {
  for (const auto* absolute : {"C:\\ca.pem", "C:/ca.pem", "\\\\server\\share\\ca.pem"}) {
    EXPECT_TRUE(IsAbsolutePath(absolute)) << absolute;
  }
  for (const auto* relative : {"\\ca.pem", "/ca.pem", "C:ca.pem"}) {
    EXPECT_FALSE(IsAbsolutePath(relative)) << relative;
  }
}

}  // namespace
}  // namespace provider::base
