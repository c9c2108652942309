// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <windows.h>

#include "provider/plugin/crash.h"
#include "tests/unit/plugin/crash_report.h"

namespace provider::plugin {
namespace {

using ::testing::AllOf;
using ::testing::ExitedWithCode;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr int kAbortStatus = 3;

TEST(CrashOfWindowsDeathTest, ReportsAbort) {
  EXPECT_EXIT(
      {
        InstallCrashHandlers();
        std::abort();
      },
      ExitedWithCode(kAbortStatus), ReportsABug("SIGABRT, an internal check failed"));
  EXPECT_EXIT(
      {
        InstallCrashHandlers();
        NoteMissingThread();
        std::abort();
      },
      ExitedWithCode(kAbortStatus),
      AllOf(StartsWith("panic: No thread could be started. Raise"), Not(HasSubstr("bug"))));
}

TEST(CrashOfWindowsDeathTest, ReportsFatalExceptionAndEndsWithIt) {
  const std::vector<std::pair<DWORD, std::string>> exceptions = {
      {EXCEPTION_ACCESS_VIOLATION, "an invalid memory access"},
      {EXCEPTION_IN_PAGE_ERROR, "a bad memory access"},
      {EXCEPTION_INT_DIVIDE_BY_ZERO, "an arithmetic error"},
      {EXCEPTION_ILLEGAL_INSTRUCTION, "an illegal instruction"},
      {0xC0001234, "a fatal exception"},
  };
  for (const auto& [code, name] : exceptions) {
    EXPECT_EXIT(
        {
          InstallCrashHandlers();
          RaiseException(code, EXCEPTION_NONCONTINUABLE, 0, nullptr);
        },
        ExitedWithCode(static_cast<int>(code)), ReportsABug(name));
  }
}

TEST(CrashOfWindowsDeathTest, ReportsInvalidArgumentOfTheCLibrary) {
  EXPECT_EXIT(
      {
        InstallCrashHandlers();
        char* const nowhere = nullptr;
        static_cast<void>(_putenv_s(nowhere, ""));
      },
      ExitedWithCode(kAbortStatus),
      ReportsABug("an invalid argument to a function of the C library"));
}

}  // namespace
}  // namespace provider::plugin
