// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include <array>
#include <csignal>
#include <cstdlib>
#include <exception>
#include <fstream>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "provider/plugin/crash.h"
#include "provider/plugin/platform_posix.h"
#include "tests/unit/plugin/crash_report.h"

namespace provider::plugin {
namespace {

using ::testing::AllOf;
using ::testing::ExitedWithCode;
using ::testing::HasSubstr;
using ::testing::KilledBySignal;
using ::testing::Not;
using ::testing::StartsWith;

TEST(CrashOfPosixDeathTest, DoesNotReportResourceLimitsAsABug) {
  EXPECT_EXIT(
      {
        InstallCrashHandlers();
        NoteMissingThread();
        std::abort();
      },
      KilledBySignal(SIGABRT),
      AllOf(StartsWith("panic: No thread could be started. Raise"), Not(HasSubstr("bug"))));
  EXPECT_EXIT(
      {
        InstallCrashHandlers();
        rlimit limit{};
        limit.rlim_cur = 1UL << 46U;
        limit.rlim_max = RLIM_INFINITY;
        setrlimit(RLIMIT_AS, &limit);
        std::abort();
      },
      KilledBySignal(SIGABRT),
      StartsWith("panic: SIGABRT, an internal check failed, or the limit of memory is too low\n"));
}

// No way to end leaves a socket behind.
TEST(CrashOfPosixDeathTest, RemovesSocketFilesOnEveryExit) {
  const std::vector<std::function<void()>> ends = {
      [] { std::abort(); },
      [] { Panic("no"); },
      [] { std::terminate(); },
      [] {
        constexpr std::array kSignals{SIGTERM};
        EndAtOnceOn(kSignals);
        std::raise(SIGTERM);
      },
  };
  for (const auto& end : ends) {
    const std::string directory = ::testing::TempDir() + "/crash-files";
    ASSERT_EQ(mkdir(directory.c_str(), 0700), 0);
    std::ofstream(directory + "/s") << "";
    EXPECT_EXIT(
        {
          InstallCrashHandlers();
          RemoveOnCrash(directory + "/s", directory);
          end();
        },
        [](int) { return true; }, "");
    EXPECT_NE(access(directory.c_str(), F_OK), 0);
  }
}

TEST(CrashOfPosixDeathTest, ReportsFatalSignalAndDiesByIt) {
  const std::vector<std::pair<int, std::string>> signals = {
      {SIGSEGV, "SIGSEGV, an invalid memory access"}, {SIGBUS, "SIGBUS, a bad memory access"},
      {SIGFPE, "SIGFPE, an arithmetic error"},        {SIGILL, "SIGILL, an illegal instruction"},
      {SIGABRT, "SIGABRT, an internal check failed"},
  };
  for (const auto& [signal, name] : signals) {
    EXPECT_EXIT(
        {
          InstallCrashHandlers();
          std::raise(signal);
        },
        KilledBySignal(signal), ReportsABug(name));
  }
}

TEST(CrashOfPosixDeathTest, HandlersForbidCoreDumps) {
  EXPECT_EXIT(
      {
        InstallCrashHandlers();
        std::exit(prctl(PR_GET_DUMPABLE) == 0 ? 7 : 8);
      },
      ExitedWithCode(7), "");
}

}  // namespace
}  // namespace provider::plugin
