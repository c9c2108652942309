// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// What a plugin needs of its operating system beyond POSIX's sockets and poll().
//
// Everything that only one system has stands behind this header: platform_linux.cc here,
// platform_posix.cc wherever there are pipes and sigwait. CTS_PLATFORM chooses at configure time;
// tests run both. See docs/design/porting.md.

#pragma once

#include <span>
#include <string>

#include <sys/types.h>

namespace provider::plugin {

// A flag that wakes poll(): readable from the first Raise on, for ever.
class WakeUp {
 public:
  WakeUp();
  WakeUp(const WakeUp&) = delete;
  WakeUp& operator=(const WakeUp&) = delete;
  ~WakeUp();

  [[nodiscard]] int fd() const { return read_fd_; }  // -1 when the process is out of descriptors
  // From any thread.
  void Raise() const noexcept;

 private:
  int read_fd_ = -1;
  int write_fd_ = -1;
};

// A descriptor that is readable once one of `signals` has arrived; -1 on failure. Every thread must
// block them. Stays open until the process ends.
[[nodiscard]] int OpenSignalDescriptor(std::span<const int> signals);

// Tells when the process that started this one is gone.
class ParentWatch {
 public:
  ParentWatch();
  ParentWatch(const ParentWatch&) = delete;
  ParentWatch& operator=(const ParentWatch&) = delete;
  ~ParentWatch();  // NOLINT(performance-trivially-destructible): it is not, on Linux

  // Readable when the parent has ended; -1 where the system has no such descriptor or does not
  // allow it: Gone() must be asked then, now and again.
  [[nodiscard]] int fd() const { return fd_; }
  [[nodiscard]] bool Gone() const;

 private:
  pid_t parent_;
  int fd_ = -1;
};

// Stream sockets that do not block and are not inherited; -1 and errno on failure.
[[nodiscard]] int OpenStreamSocket(int family);
[[nodiscard]] int AcceptConnection(int listener_fd);

// Listens on a local socket that has no file, under a name the system picks, which goes to `name`.
// -1 and errno on failure, EAFNOSUPPORT where a system has no such sockets. Any local user may
// connect to it.
[[nodiscard]] int ListenWithoutFile(int backlog, std::string& name);

// No memory of this process goes to disk or to a debugger of another user: it holds secrets.
void ForbidCoreDumps();

// Before the first thread. Makes threads possible under old sandboxes that refuse clone3 with EPERM
// instead of ENOSYS, as Docker's did before 20.10.10 (moby/moby#42680): glibc falls back to clone
// only on ENOSYS. Also bounds the stack of a thread, which is otherwise as large as `ulimit -s`
// allows, in address space.
void PrepareThreads();

// Before the first thread. One arena for all of them: each further one keeps the memory of the
// largest read it ever served to itself. Does nothing where the allocator has no such setting.
void UseOneArena();

}  // namespace provider::plugin
