// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Starts OpenSSL without its configuration file, and with the kernel's random numbers. Removes
// SSLKEYLOGFILE from the environment: libcurl would write the keys of every connection there.
//
// gRPC and curl both ask OpenSSL to load openssl.cnf, and the first call decides for the process. A
// module named in that file would make a static binary dlopen against another libc: main calls
// this before anything else.
//
// OpenSSL's own generators are seeded by the kernel too, but making the chain of them takes a tenth
// of a provider's start. getrandom(2) is what Go's plugins draw from, and it is safe across forks.

#pragma once

namespace provider::base {

// May be called again; only the first call of the process has an effect.
void InitOpenSsl();

}  // namespace provider::base
