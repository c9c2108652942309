// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Starts OpenSSL without its configuration file.
//
// gRPC and curl both ask OpenSSL to load openssl.cnf, and the first call decides for the process. A
// module named in that file would make a static binary dlopen against another libc: main calls
// this before anything else.

#pragma once

namespace provider::base {

// May be called again; only the first call of the process has an effect.
void InitOpenSsl();

}  // namespace provider::base
