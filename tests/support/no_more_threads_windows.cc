// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Takes the place of the function of the C library that starts the threads of C++. The linker finds
// it before the library's: as a function and as the pointer through which calls into a DLL go.
// A thread's stack would be larger than the address space, so the system itself sets GetLastError,
// which libc++ throws. Without it, libc++ would take the thread for started.

#include <atomic>
#include <cerrno>
#include <cstdint>

#include <windows.h>

#include "tests/support/no_more_threads.h"

namespace {

constexpr SIZE_T kTooMuch = SIZE_T{1} << 60;

std::atomic<bool> no_more = false;

using Start = unsigned(__stdcall*)(void*);
using Begin = std::uintptr_t(__cdecl*)(void*, unsigned, Start, void*, unsigned, unsigned*);

}  // namespace

extern "C" {

std::uintptr_t __cdecl _beginthreadex(void* security, unsigned stack, Start start, void* argument,
                                      unsigned flags, unsigned* id) {
  static const auto begin = reinterpret_cast<Begin>(reinterpret_cast<void*>(
      ::GetProcAddress(::GetModuleHandleW(L"ucrtbase.dll"), "_beginthreadex")));
  if (!no_more) return begin(security, stack, start, argument, flags, id);
  ::CreateThread(nullptr, kTooMuch, nullptr, nullptr, STACK_SIZE_PARAM_IS_A_RESERVATION, nullptr);
  errno = ENOMEM;
  return 0;
}

Begin __imp__beginthreadex = _beginthreadex;

}  // extern "C"

namespace provider::testing {

struct NoMoreThreads::Before {};

NoMoreThreads::NoMoreThreads() { no_more = true; }

NoMoreThreads::~NoMoreThreads() { no_more = false; }

}  // namespace provider::testing
