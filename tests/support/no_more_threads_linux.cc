// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Each thread would get a stack that is larger than the address space.

#include <cstddef>
#include <stdexcept>

#include <pthread.h>

#include "tests/support/no_more_threads.h"

namespace provider::testing {

struct NoMoreThreads::Before {
  pthread_attr_t attributes{};
};

NoMoreThreads::NoMoreThreads() : before_(std::make_unique<Before>()) {
  constexpr std::size_t kTooMuch = std::size_t{1} << 60;
  pthread_getattr_default_np(&before_->attributes);
  pthread_attr_t attributes;
  pthread_getattr_default_np(&attributes);
  const bool set = pthread_attr_setstacksize(&attributes, kTooMuch) == 0 &&
                   pthread_setattr_default_np(&attributes) == 0;
  pthread_attr_destroy(&attributes);
  if (!set) throw std::logic_error("the default size of a stack cannot be set");
}

NoMoreThreads::~NoMoreThreads() {
  pthread_setattr_default_np(&before_->attributes);
  pthread_attr_destroy(&before_->attributes);
}

}  // namespace provider::testing
