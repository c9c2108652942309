// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Writes JSON exactly as Go's encoding/json does, because a dynamic wrapper's type is compared byte
// for byte.

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
  // Also escapes '<', '>', '&', U+2028 and U+2029, which Go escapes so that JSON is safe in HTML.
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
