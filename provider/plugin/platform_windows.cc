// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Events, the parent, and requests to exit. Microsoft's pages: WaitForMultipleObjects,
// "HandlerRoutine callback function", NtQueryInformationProcess.

#include <array>
#include <atomic>
#include <cstdint>

#include <windows.h>
// After <windows.h>, whose types it needs.
#include <winternl.h>

#include "provider/plugin/platform.h"

namespace provider::plugin {
namespace {

constexpr long kUnknownParent = -1;
constexpr long kGoneBefore = -2;  // the parent, before this process could watch it

HANDLE NewEvent() {
  constexpr BOOL kStaysSet = TRUE;
  return CreateEventW(nullptr, kStaysSet, FALSE, nullptr);
}

// Made once and never closed: the handler may run until the process has ended.
HANDLE EndRequested() {
  static const HANDLE event = NewEvent();
  return event;
}

std::atomic<bool> ctrl_c_ends = false;

// Runs on a thread of its own. When it returns after the closing of the console, Windows ends the
// process at once; otherwise after some seconds.
BOOL WINAPI OnConsoleEvent(DWORD event) {
  switch (event) {
    case CTRL_C_EVENT:
    case CTRL_BREAK_EVENT:
      if (ctrl_c_ends) SetEvent(EndRequested());
      return TRUE;
    case CTRL_CLOSE_EVENT:
    case CTRL_SHUTDOWN_EVENT:
      SetEvent(EndRequested());
      Sleep(INFINITE);
      return TRUE;
    case CTRL_LOGOFF_EVENT:
      // Only sent to services, such as an agent of continuous integration, for any user. It is not
      // a reason for them to stop, and Windows's own handler would.
      return TRUE;
    default:
      return FALSE;
  }
}

// 0 if it is not known, for example under wine, when the parent is not a Windows program. Asks for
// this process alone; CreateToolhelp32Snapshot would list every process.
DWORD ParentId() {
  PROCESS_BASIC_INFORMATION process{};
  if (NtQueryInformationProcess(GetCurrentProcess(), ProcessBasicInformation, &process,
                                sizeof(process), nullptr) != 0) {
    return 0;
  }
  return static_cast<DWORD>(process.InheritedFromUniqueProcessId);
}

// In units of 100 ns; 0 if it is not known.
std::uint64_t StartOf(HANDLE process) {
  FILETIME start{};
  FILETIME unused{};
  if (GetProcessTimes(process, &start, &unused, &unused, &unused) == 0) return 0;
  return (std::uint64_t{start.dwHighDateTime} << 32U) | start.dwLowDateTime;
}

}  // namespace

int WaitForAny(std::span<const Waitable> waitables,
               std::optional<std::chrono::milliseconds> timeout) {
  std::array<HANDLE, MAXIMUM_WAIT_OBJECTS> handles{};
  std::array<int, MAXIMUM_WAIT_OBJECTS> indexes{};
  DWORD count = 0;
  for (int i = 0; i < static_cast<int>(waitables.size()); ++i) {
    const HANDLE handle = waitables[static_cast<std::size_t>(i)];
    if (handle == kNoWaitable) continue;
    if (count == MAXIMUM_WAIT_OBJECTS) return kWaitFailed;
    handles.at(count) = handle;
    indexes.at(count++) = i;
  }
  const DWORD milliseconds = timeout ? static_cast<DWORD>(timeout->count()) : INFINITE;
  if (count == 0) {  // which WaitForMultipleObjects refuses
    Sleep(milliseconds);
    return kNoneReady;
  }
  const DWORD result = WaitForMultipleObjects(count, handles.data(), FALSE, milliseconds);
  if (result == WAIT_TIMEOUT) return kNoneReady;
  const DWORD first = result - WAIT_OBJECT_0;
  return first < count ? indexes.at(first) : kWaitFailed;
}

WakeUp::WakeUp() : ready_(NewEvent()), raise_(ready_) {}

WakeUp::~WakeUp() {
  if (ready_ != kNoWaitable) CloseHandle(ready_);
}

void WakeUp::Raise() const noexcept { SetEvent(raise_); }

// The system reuses process IDs, and keeps the one of a parent that has exited. So an older process
// is the parent, and a younger one has got its ID.
ParentWatch::ParentWatch() : parent_(kUnknownParent) {
  const DWORD id = ParentId();
  if (id == 0) return;
  const HANDLE process = OpenProcess(SYNCHRONIZE | PROCESS_QUERY_LIMITED_INFORMATION, FALSE, id);
  if (process == nullptr) {
    const bool no_such_process = GetLastError() == ERROR_INVALID_PARAMETER;
    parent_ = no_such_process ? kGoneBefore : kUnknownParent;
    return;
  }
  if (StartOf(process) > StartOf(GetCurrentProcess())) {
    parent_ = kGoneBefore;
    CloseHandle(process);
    return;
  }
  parent_ = static_cast<long>(id);
  exited_ = process;
}

ParentWatch::~ParentWatch() {
  if (exited_ != kNoWaitable) CloseHandle(exited_);
}

bool ParentWatch::Gone() const {
  if (exited_ == kNoWaitable) return parent_ == kGoneBefore;
  return WaitForSingleObject(exited_, 0) == WAIT_OBJECT_0;
}

void PrepareSignals() { SetConsoleCtrlHandler(OnConsoleEvent, TRUE); }

Waitable WatchEndRequests(bool ctrl_c) {
  ctrl_c_ends = ctrl_c;
  return EndRequested();
}

}  // namespace provider::plugin
