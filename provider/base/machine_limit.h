// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Recognises failures that are a limit of the machine or its sandbox rather than a bug.

#pragma once

#include <exception>
#include <string_view>

namespace provider::base {

inline constexpr std::string_view kNoThread =
    "No thread could be started. Raise the limit of threads (ulimit -u, or pids of the container) "
    "or of memory (ulimit -v), or let the sandbox allow the system calls clone and clone3.";
inline constexpr std::string_view kNoMemory =
    "Out of memory. Raise the limit of memory (ulimit -v, or that of the container).";

// The text for the user if `exception` is std::bad_alloc or comes from a std::thread that could not
// be started. Empty for any other exception. `exception` must not be null.
[[nodiscard]] std::string_view MachineLimitOf(const std::exception_ptr& exception);

}  // namespace provider::base
