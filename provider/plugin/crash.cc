// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/plugin/crash.h"

#include <atomic>
#include <exception>
#include <string>
#include <typeinfo>

#include "provider/base/machine_limit.h"
#include "provider/plugin/crash_system.h"
#include "provider/plugin/platform.h"
#include "provider/text/redaction.h"

namespace provider::plugin {
namespace {

constexpr std::string_view kReport =
    "\nThis is a bug in terraform-provider-cts. Please report it with the lines above and the "
    "output of `terraform version`, which lists the versions of providers.\n";
constexpr int kPanicStatus = 2;  // that of a Go program

std::atomic<bool> thread_is_missing = false;

[[noreturn]] void EndWithBug(const std::string& reason) {
  RemoveLeftovers();
  WriteStderr("panic: " + text::CleanForeignText(reason));
  WriteStderr(kReport);
  ExitAtOnce(kPanicStatus);
}

// Handles an exception that leaves a thread.
[[noreturn]] void OnTerminate() {
  const auto current = std::current_exception();
  if (!current) EndWithBug("std::terminate was called");
  if (const auto limit = base::MachineLimitOf(current); !limit.empty()) Panic(limit);
  try {
    std::rethrow_exception(current);
  } catch (const std::exception& exception) {
    EndWithBug(std::string("unhandled ") + typeid(exception).name() + ": " + exception.what());
  } catch (...) {
    EndWithBug("unhandled exception of an unknown type");
  }
}

}  // namespace

void InstallCrashHandlers() {
  ForbidCoreDumps();
  std::set_terminate(OnTerminate);
  InstallFatalHandlers();
}

void Panic(std::string_view reason) {
  RemoveLeftovers();
  WriteStderr("panic: ");
  WriteStderr(text::CleanForeignText(reason));
  WriteStderr("\n");
  ExitAtOnce(kPanicStatus);
}

void NoteMissingThread() { thread_is_missing = true; }

void ReportFatal(std::string_view cause) noexcept {
  RemoveLeftovers();
  WriteStderr("panic: ");
  WriteStderr(cause);
  WriteStderr(kReport);
}

void ReportAbort() noexcept {
  RemoveLeftovers();
  WriteStderr("panic: ");
  if (thread_is_missing) {
    WriteStderr(base::SystemLimits().no_thread);
    WriteStderr("\n");
    return;
  }
  WriteStderr("SIGABRT, an internal check failed");
  // gRPC aborts without a message when an allocation fails.
  if (MemoryIsLimited()) WriteStderr(", or the limit of memory is too low");
  WriteStderr(kReport);
}

}  // namespace provider::plugin
