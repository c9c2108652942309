// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Owning what a C library allocates: std::unique_ptr<BIO, FreeBy<BIO_free_all>>.

#pragma once

namespace provider::base {

// Stateless, so that the pointer is no larger than a plain one. `Free` takes the object.
template <auto Free>
struct FreeBy {
  template <typename T>
  void operator()(T* object) const {
    Free(object);
  }
};

}  // namespace provider::base
