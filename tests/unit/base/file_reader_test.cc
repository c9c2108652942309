// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/base/file_reader.h"

#include <gtest/gtest.h>

#include "tests/support/temp_folder.h"

namespace provider::base {
namespace {

class FileReaderTest : public ::testing::Test {
 protected:
  [[nodiscard]] std::string Write(const std::string& content) const {
    return folder_.Write("file", content);
  }

  const testing::TempFolder folder_;
  const std::string directory_ = folder_.path().string();
  const SystemFileReader reader_;
};

TEST_F(FileReaderTest, ReadsTheWholeFile) {
  const std::string content(100'000, 'x');
  EXPECT_EQ(reader_.Read(Write(content + '\0' + "end"), 1U << 20).value(), content + '\0' + "end");
  EXPECT_EQ(reader_.Read(Write(""), 10).value(), "");
}

TEST_F(FileReaderTest, RefusesFilesLargerThanTheLimit) {
  EXPECT_TRUE(reader_.Read(Write(std::string(2048, 'x')), 2048));
  EXPECT_EQ(reader_.Read(Write(std::string(2049, 'x')), 2048).error().phrase,
            "is larger than 2 KiB");
}

TEST_F(FileReaderTest, ReportsWhyAFileCannotBeRead) {
  EXPECT_EQ(reader_.Read(directory_ + "/absent", 10).error().phrase, "does not exist");
  EXPECT_TRUE(reader_.Read(directory_ + "/absent", 10).error().is_missing);
  EXPECT_FALSE(reader_.Read(directory_, 10).error().is_missing);
  EXPECT_EQ(reader_.Read(Write("x") + "/below", 10).error().phrase, "does not exist");
  EXPECT_EQ(reader_.Read(directory_, 10).error().phrase, "is not a regular file");
  EXPECT_EQ(reader_.Read(Write("x") + '\0' + "y", 10).error().phrase, "does not exist");
  EXPECT_EQ(reader_.Read("", 10).error().phrase, "does not exist");
}

}  // namespace
}  // namespace provider::base
