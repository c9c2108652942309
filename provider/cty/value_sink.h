// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// One traversal of a value for every encoding: WriteValue has the rules for what can be written,
// the sinks produce the bytes.

#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "provider/cty/codec.h"
#include "provider/cty/number.h"
#include "provider/cty/type.h"
#include "provider/cty/value.h"

namespace provider::cty {

// Strings and keys are valid UTF-8. If an encoding cannot represent a value, the sink returns an
// error with a message.
class ValueSink {
 public:
  virtual ~ValueSink() = default;

  virtual void Null() = 0;
  virtual tl::expected<void, std::string> Unknown() = 0;
  virtual void Bool(bool value) = 0;
  virtual tl::expected<void, std::string> Number(const cty::Number& value) = 0;
  virtual void String(std::string_view text) = 0;
  virtual void BeginArray(std::size_t size) = 0;
  virtual void EndArray() = 0;
  virtual void BeginMap(std::size_t size) = 0;
  virtual void Key(std::string_view key) = 0;
  virtual void EndMap() = 0;
  // Called before and after a value in a dynamic slot.
  virtual void BeginDynamic(const Type& type) = 0;
  virtual void EndDynamic(const Type& type) = 0;
};

// Errors: a value that does not fit `type`, text that is not UTF-8, depth above kMaxDepth, a
// collection whose elements have different types (ElementsHaveOneType), and errors of the sink.
// After an error the sink holds part of a value.
[[nodiscard]] tl::expected<void, CodecError> WriteValue(const Value& value, const Type& type,
                                                        ValueSink& sink);

}  // namespace provider::cty
