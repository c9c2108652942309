// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/base/system.h"

#include <algorithm>
#include <cstdlib>
#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/system.h"

namespace provider::base {
namespace {

using ::testing::Contains;
using ::testing::Pair;

TEST(System, ListsVariablesOfTheProcess) {
  testing::SetVariable("CTS_SYSTEM_TEST", "with=equals");
  EXPECT_THAT(EnvironmentVariables(), Contains(Pair("CTS_SYSTEM_TEST", "with=equals")));
  RemoveEnvironmentVariable("CTS_SYSTEM_TEST");
  EXPECT_EQ(std::getenv("CTS_SYSTEM_TEST"), nullptr);
  RemoveEnvironmentVariable("CTS_SYSTEM_TEST");  // again
}

TEST(System, FillsBuffersOfAnySizeWithRandomBytes) {
  EXPECT_TRUE(FillWithRandomBytes({}));
  for (const std::size_t size : {255U, 256U, 257U, 1000U}) {
    std::vector<unsigned char> bytes(size);
    ASSERT_TRUE(FillWithRandomBytes(bytes));
    EXPECT_LT(std::ranges::count(bytes, 0), 32) << size;  // a 256th expected
  }
}

TEST(System, WritesAllBytesThroughASlowPipe) {
  testing::Pipe pipe;
  const std::string sent(300'000, 'x');  // more than a pipe holds
  std::string received;
  std::thread reader([&] {
    for (std::string part; !(part = pipe.Read()).empty();) received += part;
  });
  EXPECT_TRUE(WriteAll(pipe.writer(), sent + "\n"));
  pipe.CloseWriter();
  reader.join();
  EXPECT_EQ(received, sent + "\n");
}

TEST(System, ReportsThatNoOneReads) {
  testing::IgnoreBrokenPipes();
  testing::Pipe pipe;
  pipe.CloseReader();
  EXPECT_FALSE(WriteAll(pipe.writer(), "x"));
  EXPECT_TRUE(WriteAll(pipe.writer(), ""));
}

}  // namespace
}  // namespace provider::base
