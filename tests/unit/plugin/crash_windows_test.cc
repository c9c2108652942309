// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include <array>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <windows.h>
// After <windows.h>, whose types it needs.
#include <werapi.h>

#include "provider/plugin/crash.h"
#include "tests/unit/plugin/crash_report.h"

namespace provider::plugin {
namespace {

using ::testing::AllOf;
using ::testing::ExitedWithCode;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;
using ::testing::StrEq;

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

// The compiler cannot know that it never returns, because it reads volatile memory.
[[gnu::noinline]] int TakeStack(const volatile char* more) {
  if (*more == 0) return 0;
  volatile char frame[1'000];
  frame[0] = 1;
  return TakeStack(frame) + frame[0];
}

// wine commits whole stacks, with the guard in the last page: too late for any handler. A guard
// further up moves down with the stack as on Windows, where this page is only reserved, so that the
// call fails.
void MoveGuardUp() {
  constexpr ULONG_PTR kAboveTheEnd = 0x40000;
  ULONG_PTR low = 0;
  ULONG_PTR high = 0;
  GetCurrentThreadStackLimits(&low, &high);
  DWORD before = 0;
  VirtualProtect(reinterpret_cast<void*>(low + kAboveTheEnd), 1, PAGE_READWRITE | PAGE_GUARD,
                 &before);
}

void OverflowTheStack() {
  MoveGuardUp();
  const volatile char more = 1;
  std::exit(TakeStack(&more));
}

TEST(CrashOfWindowsDeathTest, ReportsStackOverflowOfAnyThread) {
  const std::vector<std::function<void()>> overflows = {
      OverflowTheStack,
      [] { std::thread(OverflowTheStack).join(); },
  };
  for (const auto& overflow : overflows) {
    EXPECT_EXIT(
        {
          InstallCrashHandlers();
          overflow();
        },
        ExitedWithCode(static_cast<int>(EXCEPTION_STACK_OVERFLOW)),
        ReportsABug("a stack overflow"));
  }
}

ULONG StackLeftAfterAnOverflow() {
  ULONG size = 0;  // only asks
  return SetThreadStackGuarantee(&size) == 0 ? 0 : size;
}

// wine leaves two pages without being asked, which the test above would not notice.
TEST(CrashOfWindows, KeepsStackForTheReportOnEachThread) {
  constexpr ULONG kEnough = 0x5000;
  EXPECT_GE(StackLeftAfterAnOverflow(), kEnough);
  ULONG of_thread = 0;
  std::thread([&of_thread] { of_thread = StackLeftAfterAnOverflow(); }).join();
  EXPECT_GE(of_thread, kEnough);
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

// What WerSetFlags was called with. WerGetFlags could say so, but wine 8 has neither: both do
// nothing.
DWORD reporting_flags = 0;

HRESULT WINAPI NoteReportingFlags(DWORD flags) {
  reporting_flags |= flags;
  return S_OK;
}

// Makes a function of a DLL jump to another: mov rax, to; jmp rax.
bool Replace(FARPROC function, HRESULT(WINAPI* to)(DWORD)) {
  std::array<unsigned char, 12> code{0x48, 0xB8, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xE0};
  std::memcpy(code.data() + 2, &to, sizeof(to));
  auto* const place = reinterpret_cast<void*>(function);
  DWORD before = 0;
  if (VirtualProtect(place, code.size(), PAGE_EXECUTE_READWRITE, &before) == 0) return false;
  std::memcpy(place, code.data(), code.size());
  return FlushInstructionCache(GetCurrentProcess(), place, code.size()) != 0;
}

TEST(CrashOfWindowsDeathTest, HandlersForbidDialogsAndReportsWithMemory) {
  constexpr UINT kNoDialog =
      SEM_FAILCRITICALERRORS | SEM_NOGPFAULTERRORBOX | SEM_NOOPENFILEERRORBOX;
  constexpr unsigned kReportAbort = _WRITE_ABORT_MSG | _CALL_REPORTFAULT;
  EXPECT_EXIT(
      {
        const HMODULE kernel = GetModuleHandleW(L"kernel32.dll");
        if (!Replace(GetProcAddress(kernel, "WerSetFlags"), NoteReportingFlags)) std::_Exit(9);
        // gtest has set some of these.
        SetErrorMode(0);
        _set_abort_behavior(kReportAbort, kReportAbort);
        InstallCrashHandlers();
        const bool no_dialog = (GetErrorMode() & kNoDialog) == kNoDialog;
        const bool abort_is_quiet = (_set_abort_behavior(0, 0) & kReportAbort) == 0;
        const bool no_heap = reporting_flags == WER_FAULT_REPORTING_FLAG_NOHEAP;
        std::fprintf(stderr, "dialogs %d, abort %d, heap %d", !no_dialog, !abort_is_quiet,
                     !no_heap);
        std::_Exit(0);
      },
      ExitedWithCode(0), StrEq("dialogs 0, abort 0, heap 0"));
}

}  // namespace
}  // namespace provider::plugin
