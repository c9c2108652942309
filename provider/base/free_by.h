// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// A deleter for objects that a C library allocates: std::unique_ptr<BIO, FreeBy<BIO_free_all>>.

#pragma once

namespace provider::base {

// Stateless, so the smart pointer is as small as a plain one. `Free` takes a pointer to the object.
template <auto Free>
struct FreeBy {
  template <typename T>
  void operator()(T* object) const {
    Free(object);
  }
};

}  // namespace provider::base
