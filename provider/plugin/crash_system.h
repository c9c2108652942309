// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Between crash.cc, which has the texts, and crash_posix.cc or crash_windows.cc, which catch what
// the system reports. All functions but the first are async-signal-safe.

#pragma once

#include <string_view>

namespace provider::plugin {

// Of the system: makes fatal signals or exceptions call ReportFatal or ReportAbort, and then end
// the process with the status that they have without a handler.
void InstallFatalHandlers();
// Of the system: removes what would outlive the process, the socket and its directory.
void RemoveLeftovers() noexcept;
// Of the system: true if the process may use less memory than the machine has.
[[nodiscard]] bool MemoryIsLimited() noexcept;
// Of the system. Errors are ignored, because there is no other place for a report.
void WriteStderr(std::string_view text) noexcept;

// Calls RemoveLeftovers, and writes "panic: <cause>" and how to report a bug.
void ReportFatal(std::string_view cause) noexcept;
// The same for abort(), which libraries also call when they lack memory or a thread.
void ReportAbort() noexcept;

}  // namespace provider::plugin
