// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// A process that cannot start another thread, as with a limit on processes or on memory.
// no_more_threads_linux.cc and no_more_threads_windows.cc implement it.

#pragma once

#include <memory>

namespace provider::testing {

// While it exists, starting a thread fails with std::system_error.
class NoMoreThreads {
 public:
  NoMoreThreads();
  NoMoreThreads(const NoMoreThreads&) = delete;
  NoMoreThreads& operator=(const NoMoreThreads&) = delete;
  ~NoMoreThreads();

 private:
  struct Before;
  std::unique_ptr<Before> before_;
};

}  // namespace provider::testing
