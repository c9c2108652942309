// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Finds secrets, and every part of them that is long enough, in one pass over a text.
//
// All texts are canonical (canonical_text.h). The index has one copy of each secret; its parts are
// stored as positions.

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
  static constexpr std::size_t kPart = 16;     // bytes; longer texts are found by their parts
  static constexpr std::size_t kShortest = 4;  // bytes; shorter texts occur in ordinary ones

  // Adds a text, unless it is too short or known. For a text longer than kPart, the parts that
  // begin at multiples of `step`, and the last part, are added. So the whole text is always found,
  // and at least kPart of any kPart + step - 1 consecutive bytes.
  void Add(const CanonicalText& secret, std::size_t step = 1);

  [[nodiscard]] bool empty() const { return secrets_.empty(); }

  // Adds the spans of the squeezed text that contain parts of a secret; in no order, possibly
  // overlapping. If a secret begins or ends with characters that the canonical form leaves out, the
  // span includes all such characters there.
  void Find(const CanonicalText& text, std::vector<Span>& spans) const;

 private:
  // A text that is searched for as it is: a short secret, or the beginning or end of a long one if
  // the secret continues outside the canonical form.
  struct Piece {
    std::uint32_t begin;
    std::uint32_t size;
    bool before;  // whether more of the secret precedes it, or follows it
    bool after;
  };

  [[nodiscard]] std::string_view View(std::size_t begin, std::size_t size) const {
    return std::string_view(bytes_).substr(begin, size);
  }
  // The position of the part in `parts_`, or the free slot for it.
  [[nodiscard]] std::size_t Slot(std::string_view part) const;
  void AddPart(std::uint32_t begin);
  void Grow();

  std::string bytes_;  // the bytes of all secrets, concatenated
  std::vector<std::pair<std::uint32_t, std::uint32_t>> secrets_;  // begin and size in bytes_
  std::vector<Piece> pieces_;
  // A hash table with open addressing, at most half full. Entries are 1 + the position of a part in
  // bytes_, or 0.
  std::vector<std::uint32_t> parts_;
  std::size_t part_count_ = 0;
};

}  // namespace provider::text
