// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/base/machine_limit.h"

#include <cerrno>
#include <filesystem>
#include <ios>
#include <new>
#include <stdexcept>
#include <system_error>
#include <thread>

#include <gtest/gtest.h>

#include "tests/support/no_more_threads.h"

namespace provider::base {
namespace {

std::exception_ptr SystemError(int code) {
  return std::make_exception_ptr(std::system_error(code, std::generic_category()));
}

std::exception_ptr FileError(int code) {
  return std::make_exception_ptr(
      std::filesystem::filesystem_error("x", std::error_code(code, std::generic_category())));
}

TEST(MachineLimitOf, RecognizesOnlyMissingMemoryAndThreads) {
  // Its code is 1, as that of EPERM.
  const std::system_error stream_error(std::make_error_code(std::io_errc::stream));
  for (const auto& limits : {kPosixLimits, kWindowsLimits}) {
    EXPECT_EQ(MachineLimitOf(std::make_exception_ptr(std::bad_alloc()), limits), limits.no_memory);
    for (const int code : limits.thread_codes) {
      EXPECT_EQ(MachineLimitOf(SystemError(code), limits), limits.no_thread);
      EXPECT_EQ(MachineLimitOf(FileError(code), limits), "");
    }
    EXPECT_EQ(MachineLimitOf(SystemError(ENOENT), limits), "");
    EXPECT_EQ(MachineLimitOf(std::make_exception_ptr(stream_error), limits), "");
    EXPECT_EQ(MachineLimitOf(std::make_exception_ptr(std::runtime_error("else")), limits), "");
    EXPECT_EQ(MachineLimitOf(std::make_exception_ptr(7), limits), "");
  }
}

TEST(MachineLimitOf, RecognizesWhatThisSystemsThreadsThrow) {
  std::exception_ptr thrown;
  {
    const testing::NoMoreThreads none;
    try {
      std::jthread([] {}).join();
    } catch (...) {
      thrown = std::current_exception();
    }
  }
  ASSERT_TRUE(thrown);
  EXPECT_EQ(MachineLimitOf(thrown), SystemLimits().no_thread);
}

}  // namespace
}  // namespace provider::base
