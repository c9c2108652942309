// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Recognises failures that are a limit of the machine or its sandbox rather than a bug.

#pragma once

#include <array>
#include <cerrno>
#include <exception>
#include <span>
#include <string_view>

namespace provider::base {

// A value, so that the rules of each system are tested on every system.
struct MachineLimits {
  std::string_view no_thread;         // for the user: no thread could be started
  std::string_view no_memory;         // for the user: an allocation failed
  std::span<const int> thread_codes;  // of the std::system_error that std::thread throws
};

// EPERM comes from a sandbox that refuses clone.
inline constexpr std::array kPosixThreadCodes = {EAGAIN, EPERM};
inline constexpr MachineLimits kPosixLimits{
    .no_thread =
        "No thread could be started. Raise the limit of threads (ulimit -u, or pids of the "
        "container) or of memory (ulimit -v), or let the sandbox allow the system calls clone and "
        "clone3.",
    .no_memory = "Out of memory. Raise the limit of memory (ulimit -v, or that of the container).",
    .thread_codes = kPosixThreadCodes};

// libc++ throws what GetLastError returns, as if it were an errno: ERROR_NOT_ENOUGH_MEMORY,
// ERROR_OUTOFMEMORY, ERROR_MAX_THRDS_REACHED, ERROR_NO_SYSTEM_RESOURCES, ERROR_COMMITMENT_LIMIT and
// ERROR_NOT_ENOUGH_QUOTA.
inline constexpr std::array kWindowsThreadCodes = {8, 14, 164, 1450, 1455, 1816};
inline constexpr MachineLimits kWindowsLimits{
    .no_thread =
        "No thread could be started. Raise the limit of memory (the page file of Windows, "
        "or that of the container).",
    .no_memory =
        "Out of memory. Raise the limit of memory (the page file of Windows, or that of "
        "the container).",
    .thread_codes = kWindowsThreadCodes};

// Those of the system that this binary is built for. system_posix.cc and system_windows.cc
// implement it.
[[nodiscard]] const MachineLimits& SystemLimits();

// The text for the user if `exception` is std::bad_alloc or comes from a std::thread that could not
// be started. Empty for any other exception. `exception` must not be null.
[[nodiscard]] std::string_view MachineLimitOf(const std::exception_ptr& exception,
                                              const MachineLimits& limits = SystemLimits());

}  // namespace provider::base
