// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// What a plugin needs from its operating system beyond POSIX's sockets and poll().
//
// All code that is specific to one system is behind this header: platform_linux.cc for Linux,
// platform_posix.cc for systems that have pipes and sigwait. CTS_PLATFORM chooses at configure
// time; tests run both. See docs/design/porting.md.

#pragma once

#include <span>
#include <string>

#include <sys/types.h>

namespace provider::plugin {

// A flag that wakes poll(). It is readable from the first Raise on and stays so.
class WakeUp {
 public:
  WakeUp();
  WakeUp(const WakeUp&) = delete;
  WakeUp& operator=(const WakeUp&) = delete;
  ~WakeUp();

  [[nodiscard]] int fd() const { return read_fd_; }  // -1 if the process is out of descriptors
  // Can be called from any thread.
  void Raise() const noexcept;

 private:
  int read_fd_ = -1;
  int write_fd_ = -1;
};

// A descriptor that is readable once one of `signals` has arrived; -1 on failure. Every thread must
// block the signals. Stays open until the process exits.
[[nodiscard]] int OpenSignalDescriptor(std::span<const int> signals);

// Detects when the process that started this one has exited.
class ParentWatch {
 public:
  ParentWatch();
  ParentWatch(const ParentWatch&) = delete;
  ParentWatch& operator=(const ParentWatch&) = delete;
  ~ParentWatch();  // NOLINT(performance-trivially-destructible): it is not, on Linux

  // Readable when the parent has exited. -1 if the system does not have such a descriptor or does
  // not allow it; the caller must then poll Gone().
  [[nodiscard]] int fd() const { return fd_; }
  [[nodiscard]] bool Gone() const;

 private:
  pid_t parent_;
  int fd_ = -1;
};

// Creates a non-blocking stream socket that child processes do not inherit. -1 and errno on
// failure.
[[nodiscard]] int OpenStreamSocket(int family);
[[nodiscard]] int AcceptConnection(int listener_fd);

// Listens on a local socket without a file. The system picks its name, which is written to `name`.
// -1 and errno on failure; EAFNOSUPPORT if the system has no such sockets. Any local user can
// connect to it.
[[nodiscard]] int ListenWithoutFile(int backlog, std::string& name);

// Keeps the memory of this process, which holds secrets, from disk and from other users' debuggers.
void ForbidCoreDumps();

// Call before the first thread. Makes threads possible under old sandboxes that refuse clone3 with
// EPERM instead of ENOSYS, such as Docker's before 20.10.10 (moby/moby#42680): glibc falls back to
// clone only on ENOSYS. Also limits the stack of a thread, which otherwise takes as much address
// space as `ulimit -s` allows.
void PrepareThreads();

// Call before the first thread. Makes all threads share one arena: each further arena keeps the
// memory of the largest read that it has served. Does nothing if the allocator has no such setting.
void UseOneArena();

}  // namespace provider::plugin
