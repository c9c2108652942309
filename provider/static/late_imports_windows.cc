// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0
//
// Loads crypt32.dll and user32.dll when something first calls them, instead of at every start. What
// calls them: the system's certificates (ours, and unused code of libcurl and OpenSSL), and
// OpenSSL's message box for a fatal error of a service.
//
// A call of an imported function goes through a pointer, __imp_ and its name. The linker takes the
// pointers of this file instead of those of the import libraries. A function that is not listed
// here brings its DLL back, which tests/release/pe.py reports.

#include <windows.h>
// After windows.h, whose types it uses.
#include <wincrypt.h>

namespace {

// Null if there is no such function. The DLLs are part of every Windows.
FARPROC Find(const wchar_t* dll, const char* function) {
  const HMODULE module = ::LoadLibraryExW(dll, nullptr, LOAD_LIBRARY_SEARCH_SYSTEM32);
  return module == nullptr ? nullptr : ::GetProcAddress(module, function);
}

// Calls what `kFind` returns, or fails like the function would: with null or FALSE.
template <auto kFind, typename Result, typename... Arguments>
Result WINAPI Call(Arguments... arguments) {
  static const auto function = reinterpret_cast<Result(WINAPI*)(Arguments...)>(kFind());
  return function == nullptr ? Result() : function(arguments...);
}

template <auto kFind, typename Result, typename... Arguments>
constexpr auto LateFunction(Result(WINAPI*)(Arguments...)) {
  return &Call<kFind, Result, Arguments...>;
}

}  // namespace

#define LATE_IMPORT(dll, function)              \
  extern "C" constexpr auto* __imp_##function = \
      LateFunction<[] { return Find(dll, #function); }>(decltype(&::function){})

LATE_IMPORT(L"crypt32.dll", CertAddCertificateContextToStore);
LATE_IMPORT(L"crypt32.dll", CertCloseStore);
LATE_IMPORT(L"crypt32.dll", CertCreateCertificateContext);
LATE_IMPORT(L"crypt32.dll", CertEnumCertificatesInStore);
LATE_IMPORT(L"crypt32.dll", CertFindCertificateInStore);
LATE_IMPORT(L"crypt32.dll", CertFreeCertificateChain);
LATE_IMPORT(L"crypt32.dll", CertFreeCertificateContext);
LATE_IMPORT(L"crypt32.dll", CertGetCertificateChain);
LATE_IMPORT(L"crypt32.dll", CertGetEnhancedKeyUsage);
LATE_IMPORT(L"crypt32.dll", CertGetIntendedKeyUsage);
LATE_IMPORT(L"crypt32.dll", CertOpenStore);
LATE_IMPORT(L"crypt32.dll", CertOpenSystemStoreA);
LATE_IMPORT(L"crypt32.dll", CertOpenSystemStoreW);

LATE_IMPORT(L"user32.dll", GetProcessWindowStation);
LATE_IMPORT(L"user32.dll", GetUserObjectInformationW);
LATE_IMPORT(L"user32.dll", MessageBoxW);
