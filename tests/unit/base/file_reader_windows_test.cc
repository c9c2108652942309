// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>

#include <gtest/gtest.h>

#include "provider/base/file_reader.h"
#include "provider/base/path.h"
#include "tests/support/temp_folder.h"

namespace provider::base {
namespace {

TEST(FileReaderOfWindows, RefusesDevices) {
  EXPECT_EQ(SystemFileReader().Read("NUL", 2048).error().phrase, "is not a regular file");
}

TEST(FileReaderOfWindows, TakesBothSeparators) {
  const testing::TempFolder folder;
  auto path = folder.Write("inner/file", "x");
  std::ranges::replace(path, '\\', '/');
  EXPECT_EQ(SystemFileReader().Read(path, 10).value(), "x");
  std::ranges::replace(path, '/', '\\');
  EXPECT_EQ(SystemFileReader().Read(path, 10).value(), "x");
}

TEST(FileReaderOfWindows, TakesNamesInUtf8) {
  const testing::TempFolder folder;
  const std::string name = "\xc3\xbc\xe6\x97\xa5.pem";
  std::ofstream(folder.path() / PathFromUtf8(name), std::ios::binary) << "x";
  EXPECT_EQ(SystemFileReader().Read(folder.path().string() + "/" + name, 10).value(), "x");
  EXPECT_EQ(SystemFileReader().Read("\xff", 10).error().phrase, "does not exist");
}

TEST(FileReaderOfWindows, TakesPathsLongerThanMaxPath) {
  const testing::TempFolder folder;
  const auto longer = folder.path() / std::string(150, 'a') / std::string(150, 'b');
  // Only with this prefix does Windows create such folders by itself.
  const std::filesystem::path unlimited(L"\\\\?\\" + longer.native());
  std::filesystem::create_directories(unlimited);
  std::ofstream(unlimited / "file", std::ios::binary) << "x";
  EXPECT_EQ(SystemFileReader().Read((longer / "file").string(), 10).value(), "x");
  std::filesystem::remove_all(unlimited.parent_path());
}

}  // namespace
}  // namespace provider::base
