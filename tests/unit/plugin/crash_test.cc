// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/plugin/crash.h"

#include <csignal>
#include <cstdlib>
#include <exception>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/prctl.h>

namespace provider::plugin {
namespace {

using ::testing::AllOf;
using ::testing::ExitedWithCode;
using ::testing::HasSubstr;
using ::testing::KilledBySignal;
using ::testing::Not;
using ::testing::StartsWith;

// What a host looks for at the beginning of stderr, what was wrong, and whom to tell.
auto Tells(const std::string& reason) {
  return AllOf(StartsWith("panic: " + reason + "\nThis is a bug in terraform-provider-cts."),
               HasSubstr("`terraform-provider-cts --version`"));
}

TEST(CrashDeathTest, PanicTellsTheReasonInOneLineAndEndsWithTwo) {
  EXPECT_EXIT(Panic("no socket"), ExitedWithCode(2), Tells("no socket"));
  EXPECT_EXIT(Panic("first\n\x1b[31msecond"), ExitedWithCode(2),
              AllOf(StartsWith("panic: first"), HasSubstr("second\nThis is a bug"),
                    Not(HasSubstr("first\n")), Not(HasSubstr("\x1b"))));
}

TEST(CrashDeathTest, AFatalSignalIsNamedAndStillKills) {
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
        KilledBySignal(signal), Tells(name));
  }
}

TEST(CrashDeathTest, AnExceptionThatNobodyCatchesIsTold) {
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
      ExitedWithCode(2), Tells("unhandled exception of an unknown type"));
  EXPECT_EXIT(
      {
        InstallCrashHandlers();
        std::terminate();
      },
      ExitedWithCode(2), Tells("std::terminate was called"));
}

TEST(CrashDeathTest, TheHandlersForbidCoreDumps) {
  EXPECT_EXIT(
      {
        InstallCrashHandlers();
        std::exit(prctl(PR_GET_DUMPABLE) == 0 ? 7 : 8);
      },
      ExitedWithCode(7), "");
}

}  // namespace
}  // namespace provider::plugin
