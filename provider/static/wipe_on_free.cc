// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Overwrites memory when it is freed, so that a secret lasts no longer than the object that holds
// it: a string of ours, a message of gRPC or a buffer of curl alike. A security measure, which
// costs a little time; that is why every static binary has it, with CTS_TRIM or without.
//
// The linker directs every call of free and realloc here (--wrap).

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <cstring>

#include <malloc.h>

// The linker's names, not ours.
// NOLINTBEGIN(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp,readability-identifier-naming)
extern "C" {

void __real_free(void* memory);

void __wrap_free(void* memory) {
  // nullptr has a usable size of 0.
  explicit_bzero(memory, malloc_usable_size(memory));
  __real_free(memory);
}

// Never in place: what the old memory held must not stay behind when the heap moves it.
void* __wrap_realloc(void* memory, std::size_t size) {
  if (memory != nullptr && size == 0) {  // glibc frees
    __wrap_free(memory);
    return nullptr;
  }
  void* const moved = std::malloc(size);
  if (moved == nullptr || memory == nullptr) return moved;
  std::memcpy(moved, memory, std::min(size, malloc_usable_size(memory)));
  __wrap_free(memory);
  return moved;
}

}  // extern "C"
// NOLINTEND(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp,readability-identifier-naming)
