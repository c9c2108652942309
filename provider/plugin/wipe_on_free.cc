// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Overwrites memory when it is freed, so that a secret lasts no longer than the object that holds
// it. For macOS, whose linker cannot replace free as provider/static does on Linux, and for
// Windows. Each library that has secrets gets its own functions here: C++ and gRPC by definitions
// that the linker takes before theirs, OpenSSL and curl by a call.
//
// Not covered: what a library frees by itself, as c-ares does and Protobuf's upb inside gRPC.

#include "provider/plugin/wipe_on_free.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <new>

#include <curl/curl.h>
#include <grpc/support/alloc.h>
#include <openssl/crypto.h>

#include "provider/base/openssl_init.h"
#include "provider/plugin/platform.h"

namespace provider::plugin {
namespace {

void WipeAndFree(void* memory) noexcept {
  if (memory == nullptr) return;
  OPENSSL_cleanse(memory, AllocatedSize(memory));
  std::free(memory);
}

// Always allocates a new block: realloc does not wipe the old one when it moves it.
void* Resize(void* memory, std::size_t size) {
  if (memory != nullptr && size == 0) {
    WipeAndFree(memory);
    return nullptr;
  }
  void* const moved = std::malloc(size);
  if (moved == nullptr || memory == nullptr) return moved;
  std::memcpy(moved, memory, std::min(size, AllocatedSize(memory)));
  WipeAndFree(memory);
  return moved;
}

char* Duplicate(const char* text) {
  const std::size_t size = std::strlen(text) + 1;
  auto* const copy = static_cast<char*>(std::malloc(size));
  if (copy != nullptr) std::memcpy(copy, text, size);
  return copy;
}

void* OrAbort(void* memory) {
  if (memory == nullptr) std::abort();
  return memory;
}

}  // namespace

bool WipeFreedMemory() {
  const int openssl = CRYPTO_set_mem_functions(
      [](std::size_t size, const char*, int) { return std::malloc(size); },
      [](void* memory, std::size_t size, const char*, int) { return Resize(memory, size); },
      [](void* memory, const char*, int) { WipeAndFree(memory); });
  if (openssl != 1) return false;
  // Before curl, which would have it read openssl.cnf.
  base::InitOpenSsl();
  return curl_global_init_mem(CURL_GLOBAL_DEFAULT, std::malloc, WipeAndFree, Resize, Duplicate,
                              std::calloc) == CURLE_OK;
}

}  // namespace provider::plugin

using provider::plugin::OrAbort;
using provider::plugin::Resize;
using provider::plugin::WipeAndFree;

// The other forms of new and delete call these; only over-aligned objects have their own.
void* operator new(std::size_t size) {
  while (true) {
    if (void* const memory = std::malloc(std::max<std::size_t>(size, 1))) return memory;
    const auto handler = std::get_new_handler();
    if (handler == nullptr) throw std::bad_alloc();
    handler();
  }
}

// libc++'s and libstdc++'s own calls the above; that of AddressSanitizer does not, and would then
// report a delete as a mismatch.
void* operator new(std::size_t size, const std::nothrow_t& /*unused*/) noexcept {
  try {
    return ::operator new(size);
  } catch (const std::bad_alloc&) {
    return nullptr;
  }
}

void operator delete(void* memory) noexcept { WipeAndFree(memory); }
void operator delete(void* memory, std::size_t /*size*/) noexcept { WipeAndFree(memory); }

// gRPC's src/core/lib/gpr/alloc.cc: all of its functions, or the linker would take that file too.
// NOLINTBEGIN(readability-identifier-naming): gRPC's names
void* gpr_malloc(size_t size) { return size == 0 ? nullptr : OrAbort(std::malloc(size)); }

void* gpr_zalloc(size_t size) { return size == 0 ? nullptr : OrAbort(std::calloc(size, 1)); }

void gpr_free(void* memory) { WipeAndFree(memory); }

void* gpr_realloc(void* memory, size_t size) {
  return size == 0 && memory == nullptr ? nullptr : OrAbort(Resize(memory, size));
}

// The address of the whole block is just before the aligned one. `alignment` is a power of two.
void* gpr_malloc_aligned(size_t size, size_t alignment) {
  const std::size_t extra = alignment - 1 + sizeof(void*);
  void* const block = gpr_malloc(size + extra);
  const auto end = reinterpret_cast<std::uintptr_t>(block) + extra;
  // NOLINTNEXTLINE(performance-no-int-to-ptr): the only way to round an address
  auto** const aligned = reinterpret_cast<void**>(end & ~(std::uintptr_t{alignment} - 1));
  aligned[-1] = block;
  return static_cast<void*>(aligned);
}

void gpr_free_aligned(void* memory) { gpr_free(static_cast<void**>(memory)[-1]); }
// NOLINTEND(readability-identifier-naming)
