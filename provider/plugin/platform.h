// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// What a plugin needs from its operating system.
//
// Each function is implemented in a file that is named for its system: _linux, _darwin, _windows,
// or _posix for all but Windows. CTS_PLATFORM chooses the files at configure time. See
// docs/design/porting.md.

#pragma once

#include <chrono>
#include <optional>
#include <span>

namespace provider::plugin {

// What WaitForAny waits for: a descriptor, which is ready when it is readable, or on Windows the
// HANDLE of an event or a process.
#ifdef _WIN32
using Waitable = void*;
inline constexpr Waitable kNoWaitable = nullptr;
#else
using Waitable = int;
inline constexpr Waitable kNoWaitable = -1;
#endif

inline constexpr int kNoneReady = -1;
inline constexpr int kWaitFailed = -2;

// Waits until one of at most 64 `waitables` is ready, and returns the index of the first that is.
// kNoneReady if `timeout` has passed or a signal has arrived; kWaitFailed if the system cannot
// wait. Without `timeout`, there is no limit. kNoWaitable is never ready.
[[nodiscard]] int WaitForAny(std::span<const Waitable> waitables,
                             std::optional<std::chrono::milliseconds> timeout);

// A flag that wakes WaitForAny. It is ready from the first Raise on and stays so.
class WakeUp {
 public:
  WakeUp();
  WakeUp(const WakeUp&) = delete;
  WakeUp& operator=(const WakeUp&) = delete;
  ~WakeUp();

  // kNoWaitable if the process is out of descriptors.
  [[nodiscard]] Waitable waitable() const { return ready_; }
  // Can be called from any thread.
  void Raise() const noexcept;

 private:
  Waitable ready_ = kNoWaitable;
  Waitable raise_ = kNoWaitable;  // the other end of a pipe; the same as ready_ if there is none
};

// Detects when the process that started this one has exited.
class ParentWatch {
 public:
  ParentWatch();
  ParentWatch(const ParentWatch&) = delete;
  ParentWatch& operator=(const ParentWatch&) = delete;
  ~ParentWatch();  // NOLINT(performance-trivially-destructible): it is not, on most systems

  // Ready when the parent has exited. kNoWaitable if the system has nothing of the kind or does not
  // allow it; the caller must then poll Gone().
  [[nodiscard]] Waitable waitable() const { return exited_; }
  [[nodiscard]] bool Gone() const;

 private:
  long parent_ = 0;  // its process ID
  Waitable exited_ = kNoWaitable;
};

// Leaves Ctrl-C to core, which sends StopProvider, and lets WatchEndRequests see other requests to
// exit. Call early in main, because threads inherit the settings.
void PrepareSignals();

// Ready once this process should exit: after SIGTERM or SIGHUP; on Windows when its console closes
// or the system shuts down. With `ctrl_c`, also after Ctrl-C. Call once. If the system has no
// descriptor left, returns kNoWaitable, and such a request ends the process at once.
[[nodiscard]] Waitable WatchEndRequests(bool ctrl_c);

// Makes stdin, stdout and stderr usable, for bytes: on POSIX, opens /dev/null for those that are
// closed. Otherwise the next file or socket would get that descriptor, and log lines would be
// written to it. Panics without stdout. Call before anything else in main.
void PrepareDescriptors();

// Call before a library is used. On Windows, DLLs are loaded from the system's folder alone from
// then on, not from the current folder, PATH or that of the provider, except by full path. On
// POSIX, does nothing: a library is named by its path.
void RestrictDllSearch();

// Makes sure that later output of a library to stdout does not reach the host.
void SilenceStdout();

[[nodiscard]] long ProcessId();

// Whether this process could listen at the TCP port of 127.0.0.1 now. True if the system does not
// say. gRPC finds out, too, but needs 10 to 20 ms for each port.
[[nodiscard]] bool PortIsFree(int port);

// Ends the process without running exit handlers, while other threads still work.
[[noreturn]] void ExitAtOnce(int status) noexcept;

// Keeps the memory of this process, which holds secrets, from disk and from other users' debuggers,
// as far as the system allows.
void ForbidCoreDumps();

// Call before OpenSSL is used and before the first thread. Makes C++, gRPC, OpenSSL and curl
// overwrite memory when they free it, and initializes the last two. Does nothing where the linker
// makes free do so; see provider/static. Returns false if a library does not allow it.
[[nodiscard]] bool WipeFreedMemory();

// Call before the first thread. Makes threads possible under old sandboxes that refuse clone3 with
// EPERM instead of ENOSYS, such as Docker's before 20.10.10 (moby/moby#42680): glibc falls back to
// clone only on ENOSYS. Also limits the stack of a thread, which otherwise takes as much address
// space as `ulimit -s` allows.
void PrepareThreads();

// Call when the server has started. gRPC does not report a thread that it cannot start, and calls
// may then hang. So this starts as many as the first read needs, which end at once. If one cannot
// be started, the uncaught exception ends the process with the reason. On Windows, which limits
// memory and not the number of threads, does nothing.
void DemandThreads();

// Call before the first thread. Makes all threads share one arena: each further arena keeps the
// memory of the largest read that it has served. Does nothing if the allocator has no such setting.
void UseOneArena();

}  // namespace provider::plugin
