// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/cty/msgpack_writer.h"

#include <bit>
#include <limits>
#include <stdexcept>
#include <variant>

#include "provider/cty/json.h"

namespace provider::cty {
namespace {

// msgpack lengths go up to 2^32-1. A message has at most 256 MiB, so more is a bug in the provider.
void CheckSize(std::size_t size) {
  if (size > std::numeric_limits<std::uint32_t>::max()) {
    throw std::length_error("cty: too large for msgpack");
  }
}

}  // namespace

void MsgpackWriter::Null() { Byte(0xc0); }

tl::expected<void, std::string> MsgpackWriter::Unknown() {
  out_.append("\xd4\0\0", 3);  // fixext 1 of type 0 with the body 0
  return {};
}

void MsgpackWriter::Bool(bool value) { Byte(value ? 0xc3 : 0xc2); }

tl::expected<void, std::string> MsgpackWriter::Number(const cty::Number& value) {
  if (const auto* integer = std::get_if<std::int64_t>(&value.form())) {
    Integer(*integer);
  } else if (const auto* real = std::get_if<double>(&value.form())) {
    Byte(0xcb);
    BigEndian(std::bit_cast<std::uint64_t>(*real), 8);
  } else {
    String(value.ToString());  // also above int64: go-cty never writes msgpack's uint64
  }
  return {};
}

void MsgpackWriter::String(std::string_view text) {
  CheckSize(text.size());
  if (text.size() < 32) {
    Byte(0xa0 | static_cast<unsigned>(text.size()));
  } else if (text.size() <= 0xff) {
    Byte(0xd9);
    BigEndian(text.size(), 1);
  } else if (text.size() <= 0xffff) {
    Byte(0xda);
    BigEndian(text.size(), 2);
  } else {
    Byte(0xdb);
    BigEndian(text.size(), 4);
  }
  out_ += text;
}

void MsgpackWriter::BeginArray(std::size_t size) {
  CheckSize(size);
  if (size < 16) {
    Byte(0x90 | static_cast<unsigned>(size));
  } else if (size <= 0xffff) {
    Byte(0xdc);
    BigEndian(size, 2);
  } else {
    Byte(0xdd);
    BigEndian(size, 4);
  }
}

void MsgpackWriter::BeginMap(std::size_t size) {
  CheckSize(size);
  if (size < 16) {
    Byte(0x80 | static_cast<unsigned>(size));
  } else if (size <= 0xffff) {
    Byte(0xde);
    BigEndian(size, 2);
  } else {
    Byte(0xdf);
    BigEndian(size, 4);
  }
}

// Writes the wrapper: [bin with the type's JSON, value].
void MsgpackWriter::BeginDynamic(const Type& type) {
  const std::string json = TypeToJson(type);
  CheckSize(json.size());
  BeginArray(2);
  if (json.size() <= 0xff) {
    Byte(0xc4);
    BigEndian(json.size(), 1);
  } else if (json.size() <= 0xffff) {
    Byte(0xc5);
    BigEndian(json.size(), 2);
  } else {
    Byte(0xc6);
    BigEndian(json.size(), 4);
  }
  out_ += json;
}

void MsgpackWriter::BigEndian(std::uint64_t value, int bytes) {
  for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
    Byte(static_cast<unsigned>(value >> shift & 0xff));
  }
}

void MsgpackWriter::Integer(std::int64_t value) {
  const auto bits = static_cast<std::uint64_t>(value);
  if (value >= -32 && value <= 0x7f) {
    Byte(static_cast<unsigned>(bits & 0xff));
  } else if (value >= 0) {
    const int log = bits <= 0xff ? 0 : bits <= 0xffff ? 1 : bits <= 0xffffffff ? 2 : 3;
    Byte(0xcc + static_cast<unsigned>(log));
    BigEndian(bits, 1 << log);
  } else {
    const int log = value >= std::numeric_limits<std::int8_t>::min()    ? 0
                    : value >= std::numeric_limits<std::int16_t>::min() ? 1
                    : value >= std::numeric_limits<std::int32_t>::min() ? 2
                                                                        : 3;
    Byte(0xd0 + static_cast<unsigned>(log));
    BigEndian(bits, 1 << log);
  }
}

}  // namespace provider::cty
