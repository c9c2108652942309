// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Takes the place of the function of the C library that starts the threads of C++. The linker finds
// it before the library's: as a function and as the pointer through which calls into a DLL go.

#include <atomic>
#include <cerrno>
#include <cstdint>

#include <windows.h>

#include "tests/support/no_more_threads.h"

namespace {

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
  errno = EAGAIN;
  return 0;
}

Begin __imp__beginthreadex = _beginthreadex;

}  // extern "C"

namespace provider::testing {

struct NoMoreThreads::Before {};

NoMoreThreads::NoMoreThreads() { no_more = true; }

NoMoreThreads::~NoMoreThreads() { no_more = false; }

}  // namespace provider::testing
