// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Starts OpenSSL without its configuration file and with the kernel's random numbers. Removes
// SSLKEYLOGFILE from the environment, because libcurl would write the keys of every connection to
// that file.
//
// gRPC and curl both ask OpenSSL to load openssl.cnf, and the first call decides for the whole
// process. A module named in that file would make a static binary dlopen against a different libc.
// So main calls this before anything else.
//
// OpenSSL's own generators are seeded by the kernel too, but creating them takes a tenth of a
// provider's start. getrandom(2) is what Go's plugins use, and it is safe across forks.

#pragma once

namespace provider::base {

// Only the first call in the process has an effect.
void InitOpenSsl();

}  // namespace provider::base
