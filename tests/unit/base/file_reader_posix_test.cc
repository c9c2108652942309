// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "provider/base/file_reader.h"
#include "tests/support/temp_folder.h"

namespace provider::base {
namespace {

TEST(FileReaderOfPosix, RefusesDevices) {
  EXPECT_EQ(SystemFileReader().Read("/dev/zero", 2048).error().phrase, "is not a regular file");
}

TEST(FileReaderOfPosix, DoesNotWaitForTheWriterOfAPipe) {
  const testing::TempFolder folder;
  const auto path = folder.path() / "pipe";
  ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
  EXPECT_EQ(SystemFileReader().Read(path.string(), 10).error().phrase, "is not a regular file");
}

}  // namespace
}  // namespace provider::base
