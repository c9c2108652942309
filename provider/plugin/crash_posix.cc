// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include <array>
#include <csignal>
#include <cstddef>
#include <cstring>

#include <pthread.h>
#include <sys/resource.h>
#include <unistd.h>

#include "provider/plugin/crash_system.h"
#include "provider/plugin/platform.h"
#include "provider/plugin/platform_posix.h"

namespace provider::plugin {
namespace {

using PathBuffer = std::array<char, 108>;
PathBuffer file_to_remove{};
PathBuffer directory_to_remove{};

std::string_view CauseOf(int signal) {
  switch (signal) {
    case SIGSEGV:
      return "SIGSEGV, an invalid memory access";
    case SIGBUS:
      return "SIGBUS, a bad memory access";
    case SIGFPE:
      return "SIGFPE, an arithmetic error";
    case SIGILL:
      return "SIGILL, an illegal instruction";
    default:
      return "a fatal signal";
  }
}

// SA_RESETHAND has restored the default action, so returning from a fault runs the instruction
// again and ends the process with the same signal.
void OnFatalSignal(int signal) {
  if (signal == SIGABRT) {
    ReportAbort();
  } else {
    ReportFatal(CauseOf(signal));
  }
  raise(signal);
}

void OnEnd(int /*signal*/) {
  RemoveLeftovers();
  ExitAtOnce(0);
}

void Keep(const std::string& path, PathBuffer& buffer) {
  const auto size = path.size() < buffer.size() ? path.size() : 0;
  std::memcpy(buffer.data(), path.data(), size);
  buffer[size] = '\0';
}

}  // namespace

void InstallFatalHandlers() {
  struct sigaction action{};
  action.sa_handler = OnFatalSignal;
  action.sa_flags = static_cast<int>(SA_RESETHAND | SA_NODEFER);
  for (const int signal : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT}) {
    sigaction(signal, &action, nullptr);
  }
}

void RemoveLeftovers() noexcept {
  if (file_to_remove[0] != '\0') unlink(file_to_remove.data());
  if (directory_to_remove[0] != '\0') rmdir(directory_to_remove.data());
}

bool MemoryIsLimited() noexcept {
  rlimit limit{};
  return getrlimit(RLIMIT_AS, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY;
}

void WriteStderr(std::string_view text) noexcept {
  while (!text.empty()) {
    const auto written = write(STDERR_FILENO, text.data(), text.size());
    if (written <= 0) return;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
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

}  // namespace provider::plugin
