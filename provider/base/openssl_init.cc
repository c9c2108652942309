// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/base/openssl_init.h"

#include <cstddef>
#include <span>

#include <openssl/crypto.h>
#include <openssl/rand.h>

#include "provider/base/system.h"

namespace provider::base {
namespace {

int BytesOfKernel(unsigned char* data, int size) {
  if (size < 0) return 0;
  return FillWithRandomBytes(std::span(data, static_cast<std::size_t>(size))) ? 1 : 0;
}

int AlwaysReady() { return 1; }

// OpenSSL 3.0 deprecates RAND_METHOD in favour of providers. But a provider of random numbers is
// fetched by name and built into a chain of three generators, which is exactly the cost to avoid.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"

void UseRandomOfKernel() {
  static constexpr RAND_METHOD kMethod{.seed = nullptr,
                                       .bytes = BytesOfKernel,
                                       .cleanup = nullptr,
                                       .add = nullptr,
                                       .pseudorand = BytesOfKernel,
                                       .status = AlwaysReady};
  RAND_set_rand_method(&kMethod);
}

#pragma GCC diagnostic pop

}  // namespace

void InitOpenSsl() {
  RemoveEnvironmentVariable("SSLKEYLOGFILE");
  // No clean-up at exit: threads may still use OpenSSL, and with a custom RAND_METHOD the clean-up
  // creates what it is about to free. No table of ciphers by their old names: it is only used for
  // encrypted PEM keys, which are never read here, and filling it takes 0.8 million instructions
  // per start.
  OPENSSL_init_crypto(
      OPENSSL_INIT_NO_LOAD_CONFIG | OPENSSL_INIT_NO_ATEXIT | OPENSSL_INIT_NO_ADD_ALL_CIPHERS,
      nullptr);
  UseRandomOfKernel();
}

}  // namespace provider::base
