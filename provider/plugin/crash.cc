// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/plugin/crash.h"

#include <array>
#include <atomic>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <string>
#include <typeinfo>

#include <sys/resource.h>
#include <unistd.h>

#include "provider/base/machine_limit.h"
#include "provider/plugin/platform.h"
#include "provider/text/redaction.h"

namespace provider::plugin {
namespace {

constexpr std::string_view kReport =
    "\nThis is a bug in terraform-provider-cts. Please report it with the lines above and the "
    "version that `terraform-provider-cts --version` prints.\n";

using PathBuffer = std::array<char, 108>;
PathBuffer file_to_remove{};
PathBuffer directory_to_remove{};
std::atomic<bool> thread_is_missing = false;

// Async-signal-safe.
void WriteRaw(std::string_view text) {
  while (!text.empty()) {
    const auto written = write(STDERR_FILENO, text.data(), text.size());
    if (written <= 0) return;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
}

void RemoveFiles() {
  if (file_to_remove[0] != '\0') unlink(file_to_remove.data());
  if (directory_to_remove[0] != '\0') rmdir(directory_to_remove.data());
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

bool MemoryIsLimited() {
  rlimit limit{};
  return getrlimit(RLIMIT_AS, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY;
}

// SA_RESETHAND has restored the default action, so returning from a fault runs the instruction
// again and ends the process with the same signal.
void OnFatalSignal(int signal) {
  RemoveFiles();
  WriteRaw("panic: ");
  if (signal == SIGABRT && thread_is_missing) {
    WriteRaw(base::kNoThread);
    WriteRaw("\n");
  } else {
    WriteRaw(SignalName(signal));
    // gRPC aborts without a message when an allocation fails.
    if (signal == SIGABRT && MemoryIsLimited()) WriteRaw(", or the limit of memory is too low");
    WriteRaw(kReport);
  }
  raise(signal);
}

void OnEnd(int /*signal*/) {
  RemoveFiles();
  _exit(0);
}

[[noreturn]] void EndWithBug(const std::string& reason) {
  RemoveFiles();
  WriteRaw("panic: " + text::CleanForeignText(reason));
  WriteRaw(kReport);
  _exit(2);
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

void Keep(const std::string& path, PathBuffer& buffer) {
  const auto size = path.size() < buffer.size() ? path.size() : 0;
  std::memcpy(buffer.data(), path.data(), size);
  buffer[size] = '\0';
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
  RemoveFiles();
  WriteRaw("panic: ");
  WriteRaw(text::CleanForeignText(reason));
  WriteRaw("\n");
  _exit(2);
}

void RemoveOnCrash(const std::string& file, const std::string& directory) {
  Keep(file, file_to_remove);
  Keep(directory, directory_to_remove);
}

void EndAtOnceOn(std::span<const int> signals) {
  sigset_t set;
  sigemptyset(&set);
  for (const int signal : signals) {
    std::signal(signal, OnEnd);
    sigaddset(&set, signal);
  }
  pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
}

void NoteMissingThread() { thread_is_missing = true; }

}  // namespace provider::plugin
