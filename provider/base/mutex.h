// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// std::mutex with Clang's thread-safety annotations. clang-tidy then rejects code that uses a
// guarded variable without holding its mutex. Other compilers ignore the annotations.
//
// Source: https://clang.llvm.org/docs/ThreadSafetyAnalysis.html

#pragma once

#include <mutex>

#if defined(__clang__)
#define CTS_THREAD_ANNOTATION(x) __attribute__((x))
#else
#define CTS_THREAD_ANNOTATION(x)
#endif

#define CTS_GUARDED_BY(mutex) CTS_THREAD_ANNOTATION(guarded_by(mutex))
#define CTS_REQUIRES(...) CTS_THREAD_ANNOTATION(requires_capability(__VA_ARGS__))
#define CTS_EXCLUDES(...) CTS_THREAD_ANNOTATION(locks_excluded(__VA_ARGS__))

namespace provider::base {

class CTS_THREAD_ANNOTATION(capability("mutex")) Mutex {
 public:
  void Lock() CTS_THREAD_ANNOTATION(acquire_capability()) { mutex_.lock(); }
  void Unlock() CTS_THREAD_ANNOTATION(release_capability()) { mutex_.unlock(); }

 private:
  std::mutex mutex_;
};

// Holds a mutex for its lifetime, except between Unlock and Lock.
class CTS_THREAD_ANNOTATION(scoped_lockable) MutexLock {
 public:
  explicit MutexLock(Mutex& mutex) CTS_THREAD_ANNOTATION(acquire_capability(mutex))
      : mutex_(mutex) {
    mutex_.Lock();
  }
  ~MutexLock() CTS_THREAD_ANNOTATION(release_capability()) {
    if (held_) mutex_.Unlock();
  }
  MutexLock(const MutexLock&) = delete;
  MutexLock& operator=(const MutexLock&) = delete;

  void Unlock() CTS_THREAD_ANNOTATION(release_capability()) {
    mutex_.Unlock();
    held_ = false;
  }
  void Lock() CTS_THREAD_ANNOTATION(acquire_capability()) {
    mutex_.Lock();
    held_ = true;
  }

 private:
  Mutex& mutex_;
  bool held_ = true;
};

}  // namespace provider::base
