// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0
//
// Takes a DLL that is loaded late from Windows's own folder, and from no other. CMakeLists.txt
// lists these DLLs; the code that loads them is part of the C library (-delayload of the linker).
//
// Source: "Understand the delay load helper function" of Microsoft's documentation of linking.

#include <windows.h>
// After windows.h, whose types it uses.
#include <delayimp.h>

namespace {

FARPROC WINAPI LoadFromSystem(unsigned notice, DelayLoadInfo* load) {
  if (notice != dliNotePreLoadLibrary) return nullptr;
  return reinterpret_cast<FARPROC>(
      ::LoadLibraryExA(load->szDll, nullptr, LOAD_LIBRARY_SEARCH_SYSTEM32));
}

}  // namespace

// NOLINTNEXTLINE(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp,readability-identifier-naming)
PfnDliHook __pfnDliNotifyHook2 = LoadFromSystem;
