// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Linux: eventfd, signalfd, pidfd, abstract sockets, glibc's malloc.

#include <array>
#include <cerrno>
#include <csignal>
#include <cstddef>
#include <cstdint>

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <malloc.h>
#include <pthread.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

#include "provider/plugin/platform.h"
#include "provider/plugin/platform_posix.h"

namespace provider::plugin {

WakeUp::WakeUp() : ready_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)), raise_(ready_) {}

WakeUp::~WakeUp() {
  if (ready_ >= 0) close(ready_);
}

void WakeUp::Raise() const noexcept {
  const std::uint64_t one = 1;
  [[maybe_unused]] const auto written = write(raise_, &one, sizeof(one));
}

int OpenSignalDescriptor(std::span<const int> signals) {
  sigset_t set;
  sigemptyset(&set);
  for (const int signal : signals) sigaddset(&set, signal);
  return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

// Not PR_SET_PDEATHSIG, which fires when the thread that forked ends: Go's threads come and go. A
// pidfd refers to the process.
ParentWatch::ParentWatch()
    : parent_(getppid()), exited_(static_cast<int>(syscall(SYS_pidfd_open, parent_, 0))) {}

ParentWatch::~ParentWatch() {
  if (exited_ >= 0) close(exited_);
}

bool ParentWatch::Gone() const { return getppid() != parent_; }

int OpenStreamSocket(int family) {
  return socket(family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
}

int AcceptConnection(int listener_fd) {
  return accept4(listener_fd, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
}

int ListenWithoutFile(int backlog, std::string& name) {
  const int fd = OpenStreamSocket(AF_UNIX);
  if (fd < 0) return -1;
  // Autobind: if the address is only the family, the kernel picks a free abstract name, so that no
  // other process can take it first.
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  socklen_t size = sizeof(address);
  auto* const generic = reinterpret_cast<sockaddr*>(&address);
  if (bind(fd, generic, sizeof(sa_family_t)) != 0 || listen(fd, backlog) != 0 ||
      getsockname(fd, generic, &size) != 0) {
    const int error = errno;
    close(fd);
    errno = error;
    return -1;
  }
  // An abstract name begins with a null byte and ends where the address ends.
  name.assign(address.sun_path + 1, size - offsetof(sockaddr_un, sun_path) - 1);
  return fd;
}

// provider/static does it in a static binary.
bool WipeFreedMemory() { return true; }

void ForbidCoreDumps() { prctl(PR_SET_DUMPABLE, 0); }

namespace {

// Makes clone3 fail with ENOSYS from here on, for this process. Has no effect in a sandbox that
// does not allow another filter.
void HideClone3() {
  const auto refuse = static_cast<std::uint32_t>(SECCOMP_RET_ERRNO | ENOSYS);
  std::array<sock_filter, 4> program{{
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_clone3, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, refuse),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  }};
  const sock_fprog filter{program.size(), program.data()};
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0) {
    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter);
  }
}

void BoundStacks() {
  constexpr std::size_t kEnough = 8U << 20;  // bytes; Linux's usual `ulimit -s`
  pthread_attr_t attributes;
  std::size_t size = 0;
  if (pthread_getattr_default_np(&attributes) != 0) return;
  if (pthread_attr_getstacksize(&attributes, &size) == 0 && size > kEnough &&
      pthread_attr_setstacksize(&attributes, kEnough) == 0) {
    pthread_setattr_default_np(&attributes);
  }
  pthread_attr_destroy(&attributes);
}

}  // namespace

void PrepareThreads() {
  // No kernel accepts these arguments; the error is EINVAL if clone3 is allowed.
  if (syscall(SYS_clone3, nullptr, 0) < 0 && errno != EINVAL && errno != ENOSYS) HideClone3();
  BoundStacks();
}

void UseOneArena() { mallopt(M_ARENA_MAX, 1); }

}  // namespace provider::plugin
