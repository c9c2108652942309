// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Splits msgpack into tokens. Independent of cty.
//
// Allocates nothing: strings and ext bodies are views of the input, and a collection is only its
// count, which the reader has checked against the remaining bytes.

#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>

namespace provider::cty {

class MsgpackReader {
 public:
  struct Nil {};
  struct Array {
    std::size_t size;  // number of values that follow
  };
  struct Map {
    std::size_t size;  // number of pairs of values that follow
  };
  struct Ext {
    std::int8_t type;
    std::string_view body;
  };
  // str and bin are both a string_view, because go-cty accepts either for the other. A non-negative
  // integer is a uint64, a negative one an int64.
  using Token = std::variant<Nil, bool, std::int64_t, std::uint64_t, double, std::string_view,
                             Array, Map, Ext>;

  explicit MsgpackReader(std::string_view bytes) : left_(bytes) {}

  // nullopt if the input ends early, announces more than it holds, or has the unused byte 0xc1. Do
  // not use the reader after that.
  [[nodiscard]] std::optional<Token> Next();

  // Skips one whole value without recursion. False where Next() would return nullopt.
  [[nodiscard]] bool Skip();

 private:
  std::optional<std::uint64_t> TakeBigEndian(std::size_t bytes);
  std::optional<Token> TakeSigned(std::size_t bytes);
  std::optional<Token> TakeUnsigned(std::size_t bytes);
  std::optional<Token> TakeString(std::optional<std::uint64_t> size);
  std::optional<Token> TakeExt(std::optional<std::uint64_t> size);
  std::optional<Token> TakeArray(std::optional<std::uint64_t> size) const;
  std::optional<Token> TakeMap(std::optional<std::uint64_t> size) const;

  std::string_view left_;
};

}  // namespace provider::cty
