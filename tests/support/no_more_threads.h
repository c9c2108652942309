// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// A process that cannot start another thread, as with a limit on processes or on memory.

#pragma once

#include <cstddef>
#include <stdexcept>

#include <pthread.h>

namespace provider::testing {

// While it exists, starting a thread fails with std::system_error: each would get a stack that is
// larger than the address space.
class NoMoreThreads {
 public:
  NoMoreThreads() {
    constexpr std::size_t kTooMuch = std::size_t{1} << 60;
    pthread_getattr_default_np(&before_);
    pthread_attr_t attributes;
    pthread_getattr_default_np(&attributes);
    const bool set = pthread_attr_setstacksize(&attributes, kTooMuch) == 0 &&
                     pthread_setattr_default_np(&attributes) == 0;
    pthread_attr_destroy(&attributes);
    if (!set) throw std::logic_error("the default size of a stack cannot be set");
  }
  NoMoreThreads(const NoMoreThreads&) = delete;
  NoMoreThreads& operator=(const NoMoreThreads&) = delete;
  ~NoMoreThreads() {
    pthread_setattr_default_np(&before_);
    pthread_attr_destroy(&before_);
  }

 private:
  pthread_attr_t before_{};
};

}  // namespace provider::testing
