// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Secrets, and every part of them that is long enough, found in one pass over a text.
//
// All texts are canonical (canonical_text.h). There is one copy of each secret here; its parts are
// places in it.

#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "provider/text/canonical_text.h"

namespace provider::text {

using Span = std::pair<std::size_t, std::size_t>;  // begin and end

class SecretIndex {
 public:
  static constexpr std::size_t kPart = 16;     // bytes; longer texts are known by their parts
  static constexpr std::size_t kShortest = 4;  // bytes; shorter texts would shred ordinary ones

  // Remembers a text, unless it is too short or known. Of a text longer than kPart, the parts that
  // begin at multiples of `step` and the last one are known: all of it is found where it stands
  // whole, and of each part of kPart + step - 1 bytes at least kPart.
  void Add(const CanonicalText& secret, std::size_t step = 1);

  [[nodiscard]] bool empty() const { return secrets_.empty(); }

  // Where in the squeezed text something of a secret stands; in no order, may overlap. A secret
  // that begins or ends with what the canonical form leaves out takes all of that there with it.
  void Find(const CanonicalText& text, std::vector<Span>& spans) const;

 private:
  // A text to find as it is: a short secret, or the beginning or end of a long one that has more of
  // it outside the canonical form.
  struct Piece {
    std::uint32_t begin;
    std::uint32_t size;
    bool before;  // whether there is more of the secret before it, or after
    bool after;
  };

  [[nodiscard]] std::string_view View(std::size_t begin, std::size_t size) const {
    return std::string_view(bytes_).substr(begin, size);
  }
  // Where the part is in `parts_`, or the free place for it.
  [[nodiscard]] std::size_t Slot(std::string_view part) const;
  void AddPart(std::uint32_t begin);
  void Grow();

  std::string bytes_;  // of all secrets, one after the other
  std::vector<std::pair<std::uint32_t, std::uint32_t>> secrets_;  // begin and size in bytes_
  std::vector<Piece> pieces_;
  // A hash table with open addressing, at most half full: 1 + where in bytes_ a part begins, or 0.
  std::vector<std::uint32_t> parts_;
  std::size_t part_count_ = 0;
};

}  // namespace provider::text
