// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Overwrites memory when it is freed, so that a secret lasts no longer than the object that holds
// it: a string of the provider, a message of gRPC or a buffer of curl. This security measure costs
// little time, so every static binary has it, with or without CTS_TRIM.
//
// The linker directs every call of free and realloc here (--wrap).

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <cstring>

#include <malloc.h>

// The linker requires these names.
// NOLINTBEGIN(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp,readability-identifier-naming)
extern "C" {

void __real_free(void* memory);

void __wrap_free(void* memory) {
  // For nullptr, the usable size is 0.
  explicit_bzero(memory, malloc_usable_size(memory));
  __real_free(memory);
}

// Always allocates a new block: when the real realloc moves one, it does not wipe the old memory.
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
