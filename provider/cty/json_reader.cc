// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/cty/json_reader.h"

#include <cstdint>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

namespace provider::cty {
namespace {

// Each callback returns whether to continue. The parser itself does not recurse.
class Builder final : public nlohmann::json_sax<nlohmann::json> {
 public:
  bool null() override { return Add(Value::Null()); }
  bool boolean(bool value) override { return Add(Value::Bool(value)); }
  bool number_integer(std::int64_t value) override { return Add(Value::Integer(value)); }
  bool number_unsigned(std::uint64_t value) override { return Add(Value::Number(Number(value))); }
  bool number_float(double, const std::string& text) override {
    auto number = Number::FromDecimal(text);
    if (!number) return Fail("a number is too long");
    return Add(Value::Number(*std::move(number)));
  }
  bool string(std::string& value) override { return Add(Value::String(std::move(value))); }
  bool binary(nlohmann::json::binary_t&) override { return Fail("binary"); }  // never in JSON text

  bool start_object(std::size_t) override { return Open(true); }
  bool key(std::string& key) override {
    open_.back().key = std::move(key);
    return true;
  }
  bool end_object() override { return Close(); }
  bool start_array(std::size_t) override { return Open(false); }
  bool end_array() override { return Close(); }

  // Does not use the parser's own message, which quotes the input and may contain secrets.
  bool parse_error(std::size_t position, const std::string&,
                   const nlohmann::json::exception& exception) override {
    constexpr int kBeyondDouble = 406;  // the parser's error for a number too large for a double
    if (exception.id == kBeyondDouble) return Fail("a number is too long");
    return Fail("the JSON is malformed at byte " + std::to_string(position));
  }

  Value root;
  std::string error;

 private:
  struct Frame {
    bool is_object;
    std::string key;
    Value::Elements elements;
    Value::Attributes attributes;
  };

  bool Fail(std::string message) {
    error = std::move(message);
    return false;
  }

  bool Open(bool is_object) {
    if (open_.size() >= kMaxJsonDepth) return Fail("nested too deeply");
    open_.push_back({is_object, {}, {}, {}});
    return true;
  }

  bool Close() {
    Frame frame = std::move(open_.back());
    open_.pop_back();
    return Add(frame.is_object ? Value::Object(std::move(frame.attributes))
                               : Value::List(std::move(frame.elements)));
  }

  bool Add(Value value) {
    if (open_.empty()) {
      root = std::move(value);
    } else if (Frame& frame = open_.back(); frame.is_object) {
      frame.attributes.insert_or_assign(std::move(frame.key), std::move(value));
    } else {
      frame.elements.push_back(std::move(value));
    }
    return true;
  }

  std::vector<Frame> open_;
};

}  // namespace

tl::expected<Value, std::string> ParseJson(std::string_view text) {
  // The parser takes a NUL for the end of the text and would ignore everything after it.
  if (const auto nul = text.find('\0'); nul != std::string_view::npos) {
    return tl::unexpected("the JSON is malformed at byte " + std::to_string(nul + 1));
  }
  Builder builder;
  if (!nlohmann::json::sax_parse(text.begin(), text.end(), &builder)) {
    return tl::make_unexpected(std::move(builder.error));
  }
  return std::move(builder.root);
}

}  // namespace provider::cty
