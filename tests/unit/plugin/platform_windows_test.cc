// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include <array>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <string>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <io.h>
#include <windows.h>

#include "provider/plugin/platform.h"
#include "tests/support/system.h"
#include "tests/support/temp_folder.h"

namespace provider::plugin {
namespace {

using namespace std::chrono_literals;

// Set in a process that a test starts: what it is for.
constexpr const char* kRole = "CTS_PLATFORM_TEST_ROLE";

// Starts this test again, in a process of its own.
HANDLE StartAs(const char* role, const std::string& test) {
  testing::SetVariable(kRole, role);
  std::array<wchar_t, 32'768> program{};
  GetModuleFileNameW(nullptr, program.data(), static_cast<DWORD>(program.size()));
  std::wstring line = L"\"" + std::wstring(program.data()) + L"\" --gtest_filter=" +
                      std::wstring(test.begin(), test.end());
  STARTUPINFOW start{};
  start.cb = sizeof(start);
  PROCESS_INFORMATION process{};
  const BOOL started = CreateProcessW(nullptr, line.data(), nullptr, nullptr, FALSE, 0, nullptr,
                                      nullptr, &start, &process);
  testing::UnsetVariable(kRole);
  if (started == 0) return nullptr;
  CloseHandle(process.hThread);
  return process.hProcess;
}

DWORD StatusOf(HANDLE process) {
  DWORD status = 0;
  if (WaitForSingleObject(process, 30'000) != WAIT_OBJECT_0) return 99;
  GetExitCodeProcess(process, &status);
  CloseHandle(process);
  return status;
}

// The child of this process is a parent, which exits as soon as its own child watches it.
TEST(ParentWatchOfWindows, ReportsThatTheParentHasExited) {
  const std::string role = [] {
    const char* const value = std::getenv(kRole);
    return std::string(value == nullptr ? "" : value);
  }();
  constexpr const char* kSelf = "ParentWatchOfWindows.ReportsThatTheParentHasExited";
  // Found by name from the other processes.
  auto* const watching = CreateEventW(nullptr, TRUE, FALSE, L"Local\\cts-platform-test-watching");
  auto* const gone = CreateEventW(nullptr, TRUE, FALSE, L"Local\\cts-platform-test-gone");
  ASSERT_NE(watching, nullptr);
  ASSERT_NE(gone, nullptr);
  if (role == "parent") {
    ASSERT_NE(StartAs("child", kSelf), nullptr);
    ExitProcess(WaitForSingleObject(watching, 20'000) == WAIT_OBJECT_0 ? 0 : 1);
  }
  if (role == "child") {
    const ParentWatch watch;
    const bool quiet = !watch.Gone() && WaitForAny(std::array{watch.waitable()}, 0ms) == kNoneReady;
    SetEvent(watching);
    const bool woken = WaitForAny(std::array{watch.waitable()}, 20s) == 0 && watch.Gone();
    if (quiet && woken) SetEvent(gone);
    ExitProcess(0);
  }
  ResetEvent(watching);
  ResetEvent(gone);
  EXPECT_EQ(StatusOf(StartAs("parent", kSelf)), 0U);
  EXPECT_EQ(WaitForSingleObject(gone, 25'000), WAIT_OBJECT_0);
}

TEST(PrepareDescriptors, MakesStreamsBinary) {
  constexpr std::array kStreams{0, 1, 2};
  std::array<int, kStreams.size()> before{};
  for (const int stream : kStreams) before.at(stream) = _setmode(stream, _O_TEXT);
  PrepareDescriptors();
  for (const int stream : kStreams) {
    EXPECT_EQ(_setmode(stream, before.at(stream)), _O_BINARY) << stream;
  }
}

TEST(RestrictDllSearch, TakesNoDllFromTheCurrentFolder) {
  const testing::TempFolder folder;
  std::array<wchar_t, 32'768> program{};
  GetModuleFileNameW(nullptr, program.data(), static_cast<DWORD>(program.size()));
  const auto before = std::filesystem::current_path();
  std::filesystem::copy_file(program.data(), folder.path() / "planted.dll");
  std::filesystem::current_path(folder.path());
  const HMODULE planted = LoadLibraryW(L"planted.dll");
  EXPECT_NE(planted, nullptr) << GetLastError();
  if (planted != nullptr) FreeLibrary(planted);
  RestrictDllSearch();
  EXPECT_EQ(LoadLibraryW(L"planted.dll"), nullptr);
  EXPECT_NE(LoadLibraryW(L"version.dll"), nullptr) << GetLastError();
  std::filesystem::current_path(before);
}

TEST(WakeUpOfWindows, StaysReady) {
  const WakeUp wake_up;
  ASSERT_NE(wake_up.waitable(), kNoWaitable);
  for (int i = 0; i < 1'000; ++i) wake_up.Raise();
  EXPECT_EQ(WaitForAny(std::array{wake_up.waitable()}, 0ms), 0);
  EXPECT_EQ(WaitForAny(std::array{wake_up.waitable()}, 0ms), 0);
}

}  // namespace
}  // namespace provider::plugin
