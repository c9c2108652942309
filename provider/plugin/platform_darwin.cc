// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// What macOS has beyond POSIX: kqueue, and the size of allocated memory.

#include <fcntl.h>
#include <malloc/malloc.h>
#include <sys/event.h>
#include <unistd.h>

#include "provider/plugin/platform.h"
#include "provider/plugin/wipe_on_free.h"

namespace provider::plugin {

// A kqueue is readable while an event is pending.
ParentWatch::ParentWatch() : parent_(getppid()), exited_(kqueue()) {
  if (exited_ < 0) return;
  struct kevent on_exit{};
  EV_SET(&on_exit, static_cast<uintptr_t>(parent_), EVFILT_PROC, EV_ADD, NOTE_EXIT, 0, nullptr);
  // Fails if the parent has already exited; Gone() then reports it.
  if (fcntl(exited_, F_SETFD, FD_CLOEXEC) != 0 ||
      kevent(exited_, &on_exit, 1, nullptr, 0, nullptr) != 0) {
    close(exited_);
    exited_ = kNoWaitable;
  }
}

ParentWatch::~ParentWatch() {
  if (exited_ >= 0) close(exited_);
}

bool ParentWatch::Gone() const { return getppid() != parent_; }

std::size_t AllocatedSize(void* memory) noexcept { return malloc_size(memory); }

}  // namespace provider::plugin
