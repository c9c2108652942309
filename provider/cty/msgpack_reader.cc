// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/cty/msgpack_reader.h"

#include <bit>

namespace provider::cty {

std::optional<MsgpackReader::Token> MsgpackReader::Next() {
  const auto code = TakeBigEndian(1);
  if (!code) return std::nullopt;
  if (*code <= 0x7f) return *code;                                          // positive fixint
  if (*code <= 0x8f) return TakeMap(*code & 0x0f);                          // fixmap
  if (*code <= 0x9f) return TakeArray(*code & 0x0f);                        // fixarray
  if (*code <= 0xbf) return TakeString(*code & 0x1f);                       // fixstr
  if (*code >= 0xe0) return std::int64_t{static_cast<std::int8_t>(*code)};  // negative fixint
  switch (*code) {
    case 0xc0:
      return Nil{};
    case 0xc2:
      return false;
    case 0xc3:
      return true;
    case 0xc4:  // bin
    case 0xd9:  // str
      return TakeString(TakeBigEndian(1));
    case 0xc5:
    case 0xda:
      return TakeString(TakeBigEndian(2));
    case 0xc6:
    case 0xdb:
      return TakeString(TakeBigEndian(4));
    case 0xc7:
      return TakeExt(TakeBigEndian(1));
    case 0xc8:
      return TakeExt(TakeBigEndian(2));
    case 0xc9:
      return TakeExt(TakeBigEndian(4));
    case 0xca:
      if (const auto bits = TakeBigEndian(4)) {
        return double{std::bit_cast<float>(static_cast<std::uint32_t>(*bits))};
      }
      return std::nullopt;
    case 0xcb:
      if (const auto bits = TakeBigEndian(8)) return std::bit_cast<double>(*bits);
      return std::nullopt;
    case 0xcc:
    case 0xcd:
    case 0xce:
    case 0xcf:
      return TakeUnsigned(std::size_t{1} << (*code - 0xcc));
    case 0xd0:
    case 0xd1:
    case 0xd2:
    case 0xd3:
      return TakeSigned(std::size_t{1} << (*code - 0xd0));
    case 0xd4:  // fixext 1, 2, 4, 8, 16
    case 0xd5:
    case 0xd6:
    case 0xd7:
    case 0xd8:
      return TakeExt(std::uint64_t{1} << (*code - 0xd4));
    case 0xdc:
      return TakeArray(TakeBigEndian(2));
    case 0xdd:
      return TakeArray(TakeBigEndian(4));
    case 0xde:
      return TakeMap(TakeBigEndian(2));
    case 0xdf:
      return TakeMap(TakeBigEndian(4));
    default:  // 0xc1, which is unused
      return std::nullopt;
  }
}

bool MsgpackReader::Skip() {
  for (std::size_t pending = 1; pending > 0; --pending) {
    const auto token = Next();
    if (!token) return false;
    // Cannot overflow: each count is at most the number of remaining bytes.
    if (const auto* array = std::get_if<Array>(&*token)) pending += array->size;
    if (const auto* map = std::get_if<Map>(&*token)) pending += 2 * map->size;
  }
  return true;
}

std::optional<std::uint64_t> MsgpackReader::TakeBigEndian(std::size_t bytes) {
  if (left_.size() < bytes) return std::nullopt;
  std::uint64_t value = 0;
  for (const char byte : left_.substr(0, bytes)) {
    value = value << 8 | static_cast<unsigned char>(byte);
  }
  left_.remove_prefix(bytes);
  return value;
}

std::optional<MsgpackReader::Token> MsgpackReader::TakeSigned(std::size_t bytes) {
  const auto bits = TakeBigEndian(bytes);
  if (!bits) return std::nullopt;
  const auto unused = 64 - 8 * bytes;  // shifting left and back right extends the sign
  const auto value = static_cast<std::int64_t>(*bits << unused) >> unused;
  if (value >= 0) return static_cast<std::uint64_t>(value);
  return value;
}

std::optional<MsgpackReader::Token> MsgpackReader::TakeUnsigned(std::size_t bytes) {
  const auto value = TakeBigEndian(bytes);
  if (!value) return std::nullopt;
  return *value;
}

std::optional<MsgpackReader::Token> MsgpackReader::TakeString(std::optional<std::uint64_t> size) {
  if (!size || *size > left_.size()) return std::nullopt;
  const auto text = left_.substr(0, *size);
  left_.remove_prefix(*size);
  return text;
}

std::optional<MsgpackReader::Token> MsgpackReader::TakeExt(std::optional<std::uint64_t> size) {
  const auto type = TakeBigEndian(1);
  if (!size || !type || *size > left_.size()) return std::nullopt;
  const Ext ext{static_cast<std::int8_t>(*type), left_.substr(0, *size)};
  left_.remove_prefix(*size);
  return ext;
}

std::optional<MsgpackReader::Token> MsgpackReader::TakeArray(
    std::optional<std::uint64_t> size) const {
  if (!size || *size > left_.size()) return std::nullopt;  // the smallest value is one byte
  return Array{*size};
}

std::optional<MsgpackReader::Token> MsgpackReader::TakeMap(
    std::optional<std::uint64_t> size) const {
  if (!size || *size > left_.size() / 2) return std::nullopt;
  return Map{*size};
}

}  // namespace provider::cty
