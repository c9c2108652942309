// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/batch/parallel_limit.h"

#include <algorithm>

namespace provider::batch {

ParallelLimit::ParallelLimit(std::size_t most)
    : most_(std::max<std::size_t>(most, 1)), current_(most_) {}

void ParallelLimit::Succeeded() { current_ = std::min(current_ + 1, most_); }

void ParallelLimit::Throttled(Token token) {
  if (token != cuts_) return;
  ++cuts_;
  current_ = std::max<std::size_t>(current_ / 2, 1);
}

}  // namespace provider::batch
