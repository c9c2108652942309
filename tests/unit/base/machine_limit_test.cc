// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/base/machine_limit.h"

#include <filesystem>
#include <new>
#include <stdexcept>
#include <system_error>

#include <gtest/gtest.h>

namespace provider::base {
namespace {

std::exception_ptr SystemError(std::errc code) {
  return std::make_exception_ptr(std::system_error(std::make_error_code(code)));
}

TEST(MachineLimitOf, RecognizesOnlyMissingMemoryAndThreads) {
  EXPECT_EQ(MachineLimitOf(std::make_exception_ptr(std::bad_alloc())), kNoMemory);
  EXPECT_EQ(MachineLimitOf(SystemError(std::errc::resource_unavailable_try_again)), kNoThread);
  EXPECT_EQ(MachineLimitOf(SystemError(std::errc::operation_not_permitted)), kNoThread);
  EXPECT_EQ(MachineLimitOf(SystemError(std::errc::no_such_file_or_directory)), "");
  EXPECT_EQ(MachineLimitOf(std::make_exception_ptr(std::runtime_error("else"))), "");
  EXPECT_EQ(MachineLimitOf(std::make_exception_ptr(std::filesystem::filesystem_error(
                "x", std::make_error_code(std::errc::operation_not_permitted)))),
            "");
  EXPECT_EQ(MachineLimitOf(std::make_exception_ptr(7)), "");
}

}  // namespace
}  // namespace provider::base
