// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/base/system.h"

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdlib>
#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

namespace provider::base {
namespace {

using ::testing::Contains;
using ::testing::Pair;

TEST(System, ListsVariablesOfTheProcess) {
  ::setenv("CTS_SYSTEM_TEST", "with=equals", 1);
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
  std::array<int, 2> ends{};
  ASSERT_EQ(::pipe(ends.data()), 0);
  const std::string sent(300'000, 'x');  // more than a pipe holds
  std::string received;
  std::thread reader([&] {
    std::array<char, 10'000> buffer{};
    for (ssize_t size = 0; (size = ::read(ends[0], buffer.data(), buffer.size())) > 0;) {
      received.append(buffer.data(), static_cast<std::size_t>(size));
    }
  });
  EXPECT_TRUE(WriteAll(ends[1], sent + "\n"));
  ::close(ends[1]);
  reader.join();
  EXPECT_EQ(received, sent + "\n");
  ::close(ends[0]);
}

TEST(System, ReportsThatNoOneReads) {
  std::signal(SIGPIPE, SIG_IGN);
  std::array<int, 2> ends{};
  ASSERT_EQ(::pipe(ends.data()), 0);
  ::close(ends[0]);
  EXPECT_FALSE(WriteAll(ends[1], "x"));
  EXPECT_TRUE(WriteAll(ends[1], ""));
  ::close(ends[1]);
}

}  // namespace
}  // namespace provider::base
