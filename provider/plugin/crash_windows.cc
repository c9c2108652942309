// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Microsoft's pages: SetUnhandledExceptionFilter, SetThreadStackGuarantee, "PE Format" (TLS
// callbacks), "Parameter validation" of the C library.
//
// Not caught: what the system ends without asking the process, such as a corrupt heap or stack
// (__fastfail). The host's log has the exit status then.

#include <csignal>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cwchar>

#include <windows.h>

#include "provider/plugin/crash_system.h"
#include "provider/plugin/platform.h"

namespace provider::plugin {
namespace {

constexpr int kAbortStatus = 3;  // that of the C library

std::string_view CauseOf(DWORD exception) {
  switch (exception) {
    case EXCEPTION_ACCESS_VIOLATION:
    case EXCEPTION_DATATYPE_MISALIGNMENT:
      return "an invalid memory access";
    case EXCEPTION_IN_PAGE_ERROR:
      return "a bad memory access";
    case EXCEPTION_STACK_OVERFLOW:
      return "a stack overflow";
    case EXCEPTION_INT_DIVIDE_BY_ZERO:
    case EXCEPTION_INT_OVERFLOW:
    case EXCEPTION_FLT_DIVIDE_BY_ZERO:
    case EXCEPTION_FLT_INVALID_OPERATION:
      return "an arithmetic error";
    case EXCEPTION_ILLEGAL_INSTRUCTION:
    case EXCEPTION_PRIV_INSTRUCTION:
      return "an illegal instruction";
    default:
      return "a fatal exception";
  }
}

// What throws in GCC's and clang's C++ for Windows ("\x20GCC").
constexpr DWORD kCppException = 0x20474343;

LONG WINAPI OnUnhandledException(EXCEPTION_POINTERS* exception) {
  const DWORD code = exception->ExceptionRecord->ExceptionCode;
  // Nothing catches a C++ exception. When the throw goes on, it calls std::terminate, which has a
  // better report.
  if (code == kCppException) return EXCEPTION_CONTINUE_EXECUTION;
  ReportFatal(CauseOf(code));
  // Windows would end the process with the same status, but first offer its memory to error
  // reporting.
  TerminateProcess(GetCurrentProcess(), code);
  return EXCEPTION_EXECUTE_HANDLER;
}

// What the filter gets of the stack after an overflow, as in Rust's standard library. Without it,
// Windows does not promise that there is enough left to run it.
constexpr ULONG kStackForFilter = 0x5000;

// The loader calls this on each thread before the thread runs, also on those of libraries.
void NTAPI KeepStackForFilter(void* /*module*/, DWORD reason, void* /*unused*/) {
  if (reason != DLL_PROCESS_ATTACH && reason != DLL_THREAD_ATTACH) return;
  ULONG size = kStackForFilter;
  SetThreadStackGuarantee(&size);
}

// The linker makes the loader's list of such functions from these sections.
[[gnu::used, gnu::section(".CRT$XLF")]] const PIMAGE_TLS_CALLBACK kOnThread = KeepStackForFilter;

void OnAbort(int /*signal*/) {
  ReportAbort();
  ExitAtOnce(kAbortStatus);
}

void OnInvalidArgument(const wchar_t* /*expression*/, const wchar_t* /*function*/,
                       const wchar_t* /*file*/, unsigned int /*line*/, std::uintptr_t /*unused*/) {
  ReportFatal("an invalid argument to a function of the C library");
  ExitAtOnce(kAbortStatus);
}

}  // namespace

void InstallFatalHandlers() {
  SetUnhandledExceptionFilter(OnUnhandledException);
  std::signal(SIGABRT, OnAbort);
  _set_invalid_parameter_handler(OnInvalidArgument);
}

void RemoveLeftovers() noexcept {}  // TCP leaves nothing behind

bool MemoryIsLimited() noexcept {
  JOBOBJECT_EXTENDED_LIMIT_INFORMATION job{};
  constexpr DWORD kMemoryLimits = JOB_OBJECT_LIMIT_PROCESS_MEMORY | JOB_OBJECT_LIMIT_JOB_MEMORY;
  return QueryInformationJobObject(nullptr, JobObjectExtendedLimitInformation, &job, sizeof(job),
                                   nullptr) != 0 &&
         (job.BasicLimitInformation.LimitFlags & kMemoryLimits) != 0;
}

// Does not use the C library, whose state may be broken.
void WriteStderr(std::string_view text) noexcept {
  const HANDLE error = GetStdHandle(STD_ERROR_HANDLE);
  while (!text.empty()) {
    DWORD written = 0;
    if (WriteFile(error, text.data(), static_cast<DWORD>(text.size()), &written, nullptr) == 0 ||
        written == 0) {
      return;
    }
    text.remove_prefix(written);
  }
}

}  // namespace provider::plugin
