// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/plugin/crash.h"

#include <exception>
#include <new>
#include <stdexcept>
#include <string>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/no_more_threads.h"
#include "tests/unit/plugin/crash_report.h"

namespace provider::plugin {
namespace {

using ::testing::AllOf;
using ::testing::ExitedWithCode;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;
using ::testing::StrEq;

TEST(CrashDeathTest, PanicPrintsOneLineAndExitsWith2) {
  EXPECT_EXIT(Panic("no socket"), ExitedWithCode(2), StrEq("panic: no socket\n"));
  EXPECT_EXIT(Panic("first\n\x1b[31msecond"), ExitedWithCode(2),
              AllOf(StartsWith("panic: first"), HasSubstr("second\n"), Not(HasSubstr("first\n")),
                    Not(HasSubstr("\x1b"))));
}

TEST(CrashDeathTest, DoesNotReportResourceLimitsAsABug) {
  EXPECT_EXIT(
      {
        InstallCrashHandlers();
        std::thread([] { throw std::bad_alloc(); }).join();
      },
      ExitedWithCode(2), AllOf(StartsWith("panic: Out of memory. Raise"), Not(HasSubstr("bug"))));
  EXPECT_EXIT(
      {
        InstallCrashHandlers();
        std::thread([] {
          const testing::NoMoreThreads none;
          std::thread([] {}).join();
        }).join();
      },
      ExitedWithCode(2),
      AllOf(StartsWith("panic: No thread could be started. Raise"), Not(HasSubstr("bug"))));
}

TEST(CrashDeathTest, ReportsUncaughtException) {
  EXPECT_EXIT(
      {
        InstallCrashHandlers();
        std::thread([] { throw std::runtime_error("out of order"); }).join();
      },
      ExitedWithCode(2),
      AllOf(StartsWith("panic: unhandled "), HasSubstr("runtime_error: out of order")));
  EXPECT_EXIT(
      {
        InstallCrashHandlers();
        std::thread([] { throw 7; }).join();
      },
      ExitedWithCode(2), ReportsABug("unhandled exception of an unknown type"));
  EXPECT_EXIT(
      {
        InstallCrashHandlers();
        std::terminate();
      },
      ExitedWithCode(2), ReportsABug("std::terminate was called"));
}

}  // namespace
}  // namespace provider::plugin
