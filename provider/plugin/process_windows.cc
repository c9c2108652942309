// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Streams, DLLs, the end of the process, its memory, and ports. Microsoft's pages: _setmode,
// SetDefaultDllDirectories, SetErrorMode, WerSetFlags, _set_abort_behavior, "Using SO_REUSEADDR and
// SO_EXCLUSIVEADDRUSE".

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include <fcntl.h>
#include <io.h>
#include <winsock2.h>
// After <winsock2.h>, or it includes the older sockets.
#include <windows.h>
// After <windows.h>, whose types it needs.
#include <werapi.h>

#include "provider/plugin/crash.h"
#include "provider/plugin/platform.h"
#include "provider/plugin/wipe_on_free.h"

namespace provider::plugin {
namespace {

constexpr int kStdin = 0;
constexpr int kStdout = 1;
constexpr int kStderr = 2;

// A function of kernel32.dll for which there is no import library.
template <typename Function>
Function* FindInKernel(const char* name) {
  const HMODULE kernel = GetModuleHandleW(L"kernel32.dll");
  if (kernel == nullptr) return nullptr;
  return reinterpret_cast<Function*>(reinterpret_cast<void*>(GetProcAddress(kernel, name)));
}

}  // namespace

// The C library keeps the three descriptors for a stream that the process was started without, so
// that no file gets them.
void PrepareDescriptors() {
  if (_get_osfhandle(kStdout) < 0) Panic("stdout is closed");
  // Otherwise "\n" would be written as "\r\n".
  for (const int fd : {kStdin, kStdout, kStderr}) _setmode(fd, _O_BINARY);
}

void RestrictDllSearch() {
  if (SetDefaultDllDirectories(LOAD_LIBRARY_SEARCH_SYSTEM32) == 0) {
    Panic("the folders of DLLs cannot be restricted");
  }
}

void SilenceStdout() {
  const int null = _open("NUL", _O_WRONLY | _O_BINARY | _O_NOINHERIT);
  _dup2(null >= 0 ? null : kStderr, kStdout);
  if (null >= 0) _close(null);
}

long ProcessId() { return static_cast<long>(GetCurrentProcessId()); }

bool PortIsFree(int port) {
  WSADATA data;
  static const bool started = WSAStartup(MAKEWORD(2, 2), &data) == 0;
  const SOCKET found = started ? socket(AF_INET, SOCK_STREAM, IPPROTO_TCP) : INVALID_SOCKET;
  if (found == INVALID_SOCKET) return true;
  // Or it could share a port that another program has opened with SO_REUSEADDR.
  const BOOL on = TRUE;
  setsockopt(found, SOL_SOCKET, SO_EXCLUSIVEADDRUSE, reinterpret_cast<const char*>(&on),
             sizeof(on));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  const bool free = bind(found, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0;
  closesocket(found);
  return free;
}

// ExitProcess, which _exit calls, would end other threads while they hold locks, and then run code
// of libraries that may need one of these.
void ExitAtOnce(int status) noexcept {
  TerminateProcess(GetCurrentProcess(), static_cast<UINT>(status));
  std::abort();  // not reached
}

// No dialog, no report with memory to Windows Error Reporting. Another process of the same user can
// still read the memory, and an administrator can have dumps written (LocalDumps).
void ForbidCoreDumps() {
  SetErrorMode(SEM_FAILCRITICALERRORS | SEM_NOGPFAULTERRORBOX | SEM_NOOPENFILEERRORBOX);
  _set_abort_behavior(0, _WRITE_ABORT_MSG | _CALL_REPORTFAULT);
  if (auto* const set_flags = FindInKernel<HRESULT WINAPI(DWORD)>("WerSetFlags")) {
    set_flags(WER_FAULT_REPORTING_FLAG_NOHEAP);
  }
}

std::size_t AllocatedSize(void* memory) noexcept { return _msize(memory); }

void PrepareThreads() {}

void DemandThreads() {}

void UseOneArena() {}

}  // namespace provider::plugin
