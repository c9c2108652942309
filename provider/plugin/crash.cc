// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/plugin/crash.h"

#include <array>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <string>
#include <typeinfo>

#include <unistd.h>

#include "provider/base/redaction.h"
#include "provider/plugin/platform.h"

namespace provider::plugin {
namespace {

constexpr std::string_view kReport =
    "\nThis is a bug in terraform-provider-cts. Please report it with the lines above and the "
    "version "
    "that `terraform-provider-cts --version` prints.\n";

// Only what is async-signal-safe.
void WriteRaw(std::string_view text) {
  while (!text.empty()) {
    const auto written = write(STDERR_FILENO, text.data(), text.size());
    if (written <= 0) return;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
}

std::string_view SignalName(int signal) {
  switch (signal) {
    case SIGSEGV:
      return "SIGSEGV, an invalid memory access";
    case SIGBUS:
      return "SIGBUS, a bad memory access";
    case SIGFPE:
      return "SIGFPE, an arithmetic error";
    case SIGILL:
      return "SIGILL, an illegal instruction";
    case SIGABRT:
      return "SIGABRT, an internal check failed";
    default:
      return "a fatal signal";
  }
}

// SA_RESETHAND has restored the default action: returning from a fault runs it again and dies of
// it.
void OnFatalSignal(int signal) {
  WriteRaw("panic: ");
  WriteRaw(SignalName(signal));
  WriteRaw(kReport);
  raise(signal);
}

[[noreturn]] void OnTerminate() {
  std::string reason = "std::terminate was called";
  if (const auto current = std::current_exception()) {
    try {
      std::rethrow_exception(current);
    } catch (const std::exception& exception) {
      reason = std::string("unhandled ") + typeid(exception).name() + ": " + exception.what();
    } catch (...) {
      reason = "unhandled exception of an unknown type";
    }
  }
  Panic(reason);
}

}  // namespace

void InstallCrashHandlers() {
  ForbidCoreDumps();
  std::set_terminate(OnTerminate);
  struct sigaction action{};
  action.sa_handler = OnFatalSignal;
  action.sa_flags = static_cast<int>(SA_RESETHAND | SA_NODEFER);
  for (const int signal : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT}) {
    sigaction(signal, &action, nullptr);
  }
}

void Panic(std::string_view reason) {
  WriteRaw("panic: " + base::CleanForeignText(reason));
  WriteRaw(kReport);
  _exit(2);
}

}  // namespace provider::plugin
