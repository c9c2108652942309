// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// The wiping of macOS and Windows, which also runs on Linux: this binary has its operator delete
// and gpr_free.

#include "provider/plugin/wipe_on_free.h"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include <curl/curl.h>
#include <grpc/support/alloc.h>
#include <gtest/gtest.h>
#include <openssl/crypto.h>

#include "provider/plugin/platform.h"
#include "tests/support/system.h"

// clang declares it only where it calls it, which is not on Windows.
void operator delete(void* memory, std::size_t size) noexcept;

namespace provider::plugin {
namespace {

constexpr std::size_t kSize = 200;
constexpr char kSecret = '\x5A';

// Before main, because OpenSSL refuses it later.
const bool wiped = WipeFreedMemory();

bool HasSecret(std::uintptr_t address) {
  std::vector<char> bytes(kSize);
  if (!testing::ReadOwnMemory(address, bytes)) return false;
  // The allocator writes into the first bytes of what is free.
  return std::ranges::count(bytes, kSecret) > 8;
}

// True if the secret was there before `free` and is not afterwards.
template <typename Free>
bool IsWiped(void* memory, Free free) {
  std::memset(memory, kSecret, kSize);
  const auto address = reinterpret_cast<std::uintptr_t>(memory);
  const bool was_there = HasSecret(address);
  free(memory);
  return was_there && !HasSecret(address);
}

TEST(WipeFreedMemory, EveryLibraryAllowsIt) { EXPECT_TRUE(wiped); }

TEST(WipeFreedMemory, CoversCpp) {
  EXPECT_TRUE(IsWiped(::operator new(kSize), [](void* memory) { ::operator delete(memory); }));
  EXPECT_TRUE(
      IsWiped(::operator new(kSize), [](void* memory) { ::operator delete(memory, kSize); }));
#ifndef __SANITIZE_ADDRESS__  // which has a delete[] of its own
  EXPECT_TRUE(IsWiped(new char[kSize], [](void* memory) { delete[] static_cast<char*>(memory); }));
#endif
}

TEST(WipeFreedMemory, CoversOpenSsl) {
  EXPECT_TRUE(IsWiped(OPENSSL_malloc(kSize), [](void* memory) { OPENSSL_free(memory); }));
  EXPECT_TRUE(IsWiped(OPENSSL_malloc(kSize), [](void* memory) {
    auto* const moved = static_cast<char*>(OPENSSL_realloc(memory, 100 * kSize));
    EXPECT_EQ(std::count(moved, moved + kSize, kSecret), std::ptrdiff_t{kSize});
    OPENSSL_free(moved);
  }));
}

TEST(WipeFreedMemory, CoversGrpc) {
  EXPECT_TRUE(IsWiped(gpr_malloc(kSize), gpr_free));
  EXPECT_TRUE(IsWiped(gpr_malloc_aligned(kSize, 64), gpr_free_aligned));
  EXPECT_TRUE(
      IsWiped(gpr_malloc(kSize), [](void* memory) { gpr_free(gpr_realloc(memory, 2 * kSize)); }));
}

TEST(WipeFreedMemory, CoversCurl) {
  const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> curl(curl_easy_init(),
                                                                 curl_easy_cleanup);
  EXPECT_TRUE(IsWiped(curl_easy_escape(curl.get(), std::string(kSize, 'a').c_str(), 0), curl_free));
}

TEST(GrpcMemory, IsThatOfGrpc) {
  EXPECT_EQ(gpr_malloc(0), nullptr);
  EXPECT_EQ(gpr_zalloc(0), nullptr);
  EXPECT_EQ(gpr_realloc(nullptr, 0), nullptr);
  for (const std::size_t alignment : {8U, 64U, 4'096U}) {
    void* const memory = gpr_malloc_aligned(kSize, alignment);
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(memory) % alignment, 0U);
    std::memset(memory, kSecret, kSize);
    gpr_free_aligned(memory);
  }
  auto* const zeroes = static_cast<char*>(gpr_zalloc(kSize));
  EXPECT_EQ(std::count(zeroes, zeroes + kSize, '\0'), std::ptrdiff_t{kSize});
  gpr_free(zeroes);
  gpr_free(nullptr);
}

}  // namespace
}  // namespace provider::plugin
