// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Writes JSON as Go's encoding/json does, byte for byte: a dynamic wrapper's type is compared so.

#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include <tl/expected.hpp>

#include "provider/cty/value_sink.h"

namespace provider::cty {

class JsonWriter final : public ValueSink {
 public:
  void Null() override { Item("null"); }
  tl::expected<void, std::string> Unknown() override;
  void Bool(bool value) override { Item(value ? "true" : "false"); }
  tl::expected<void, std::string> Number(const cty::Number& value) override;
  // Also '<', '>', '&', U+2028 and U+2029 are escaped, for those who put JSON into HTML.
  void String(std::string_view text) override;
  void BeginArray(std::size_t = 0) override { Item("["); }
  void EndArray() override { out_ += ']'; }
  void BeginMap(std::size_t = 0) override { Item("{"); }
  void Key(std::string_view key) override;
  void EndMap() override { out_ += '}'; }
  void BeginDynamic(const Type& type) override;
  void EndDynamic(const Type& type) override;

  [[nodiscard]] std::string Take() && { return std::move(out_); }

 private:
  void Item(std::string_view text);

  std::string out_;
};

}  // namespace provider::cty
