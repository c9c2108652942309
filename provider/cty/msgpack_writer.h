// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Writes msgpack byte for byte as go-cty does: integers and lengths in the most compact form,
// floats always as float64.

#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include <tl/expected.hpp>

#include "provider/cty/value_sink.h"

namespace provider::cty {

class MsgpackWriter final : public ValueSink {
 public:
  void Null() override;
  tl::expected<void, std::string> Unknown() override;
  void Bool(bool value) override;
  tl::expected<void, std::string> Number(const cty::Number& value) override;
  void String(std::string_view text) override;
  void BeginArray(std::size_t size) override;
  void EndArray() override {}
  void BeginMap(std::size_t size) override;
  void Key(std::string_view key) override { String(key); }
  void EndMap() override {}
  void BeginDynamic(const Type& type) override;
  void EndDynamic(const Type&) override {}

  [[nodiscard]] std::string Take() && { return std::move(out_); }

 private:
  void Byte(unsigned value) { out_ += static_cast<char>(value); }
  void BigEndian(std::uint64_t value, int bytes);
  void Integer(std::int64_t value);

  std::string out_;
};

}  // namespace provider::cty
