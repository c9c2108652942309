// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// How many calls may be under way at once: halved when the service says that it is too much, one
// more for each call that went well.

#pragma once

#include <cstddef>

namespace provider::batch {

// Not thread safe.
class ParallelLimit {
 public:
  // A call carries the token it began with.
  using Token = unsigned;

  explicit ParallelLimit(std::size_t most);

  [[nodiscard]] std::size_t current() const { return current_; }
  [[nodiscard]] Token Begin() const { return cuts_; }
  void Succeeded();
  // Calls that were under way together are told together that they are too many; only the first
  // of them cuts the limit.
  void Throttled(Token token);

 private:
  std::size_t most_;
  std::size_t current_;
  Token cuts_ = 0;
};

}  // namespace provider::batch
