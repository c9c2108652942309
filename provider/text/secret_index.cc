// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/text/secret_index.h"

#include <algorithm>
#include <cstring>

namespace provider::text {
namespace {

std::uint64_t Hash(std::string_view part) {
  std::uint64_t low = 0;
  std::uint64_t high = 0;
  static_assert(SecretIndex::kPart == sizeof low + sizeof high);
  std::memcpy(&low, part.data(), sizeof low);
  std::memcpy(&high, part.data() + sizeof low, sizeof high);
  constexpr std::uint64_t kFactor = 0x9E3779B97F4A7C15;  // 2^64 / golden ratio
  const std::uint64_t mixed = (low ^ (high * kFactor >> 29U) ^ high << 1U) * kFactor;
  return mixed ^ mixed >> 32U;
}

}  // namespace

void SecretIndex::Add(const CanonicalText& secret, std::size_t step) {
  const std::string_view text = secret.bytes;
  if (text.size() < kShortest) return;
  if (std::ranges::any_of(
          secrets_, [&](const auto& known) { return View(known.first, known.second) == text; })) {
    return;
  }
  const auto begin = static_cast<std::uint32_t>(bytes_.size());
  const auto size = static_cast<std::uint32_t>(text.size());
  bytes_ += text;
  secrets_.emplace_back(begin, size);

  const bool before = secret.at.front() > 0;
  const bool after = secret.at.back() + 1 < secret.squeezed_size;
  if (size < kPart) {
    pieces_.push_back({begin, size, before, after});
    return;
  }
  const auto last = static_cast<std::uint32_t>(begin + size - kPart);
  if (before) pieces_.push_back({begin, kPart, true, false});
  if (after) pieces_.push_back({last, kPart, false, true});
  for (std::size_t at = begin; at < last; at += step) AddPart(static_cast<std::uint32_t>(at));
  AddPart(last);
}

void SecretIndex::Find(const CanonicalText& text, std::vector<Span>& spans) const {
  const std::string_view bytes = text.bytes;
  if (part_count_ > 0) {
    std::size_t end = 0;  // end of the last span, in `bytes`
    for (std::size_t begin = 0; begin + kPart <= bytes.size(); ++begin) {
      if (parts_[Slot(bytes.substr(begin, kPart))] == 0) continue;
      if (begin >= end) spans.emplace_back(text.at[begin], 0);
      end = begin + kPart;
      spans.back().second = text.at[end - 1] + 1;
    }
  }
  for (const auto& piece : pieces_) {
    const auto wanted = View(piece.begin, piece.size);
    // Continues at the next byte, not at the end of the match, because a secret can overlap itself.
    for (auto at = bytes.find(wanted); at != std::string_view::npos;
         at = bytes.find(wanted, at + 1)) {
      const std::size_t next = at + piece.size;
      std::size_t begin = text.at[at];
      std::size_t end = text.at[next - 1] + 1;
      if (piece.before) begin = at == 0 ? 0 : text.at[at - 1] + 1;
      if (piece.after) end = next == bytes.size() ? text.squeezed_size : text.at[next];
      spans.emplace_back(begin, end);
    }
  }
}

std::size_t SecretIndex::Slot(std::string_view part) const {
  const std::size_t mask = parts_.size() - 1;
  auto slot = static_cast<std::size_t>(Hash(part)) & mask;
  while (parts_[slot] != 0 && View(parts_[slot] - 1, kPart) != part) slot = (slot + 1) & mask;
  return slot;
}

void SecretIndex::AddPart(std::uint32_t begin) {
  if (2 * (part_count_ + 1) > parts_.size()) Grow();
  auto& place = parts_[Slot(View(begin, kPart))];
  if (place != 0) return;
  place = begin + 1;
  ++part_count_;
}

void SecretIndex::Grow() {
  std::vector<std::uint32_t> old(std::max<std::size_t>(64, 2 * parts_.size()), 0);
  old.swap(parts_);
  for (const auto place : old) {
    if (place != 0) parts_[Slot(View(place - 1, kPart))] = place;
  }
}

}  // namespace provider::text
