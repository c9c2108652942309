// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/cty/json_writer.h"

#include <cmath>

#include <fmt/format.h>

#include "provider/cty/json.h"

namespace provider::cty {

tl::expected<void, std::string> JsonWriter::Unknown() {
  return tl::make_unexpected("JSON has no unknown values");
}

tl::expected<void, std::string> JsonWriter::Number(const cty::Number& value) {
  const auto* real = std::get_if<double>(&value.form());
  if (real != nullptr && std::isinf(*real)) return tl::make_unexpected("JSON has no infinity");
  Item(value.ToString());
  return {};
}

void JsonWriter::String(std::string_view text) {
  Item("\"");
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const auto rest = text.substr(i);
    if (c == '"' || c == '\\') {
      out_ += '\\';
      out_ += c;
    } else if (c == '\b') {
      out_ += "\\b";
    } else if (c == '\f') {
      out_ += "\\f";
    } else if (c == '\n') {
      out_ += "\\n";
    } else if (c == '\r') {
      out_ += "\\r";
    } else if (c == '\t') {
      out_ += "\\t";
    } else if (static_cast<unsigned char>(c) < 0x20 || c == '<' || c == '>' || c == '&') {
      out_ += fmt::format("\\u{:04x}", static_cast<unsigned char>(c));
    } else if (rest.starts_with("\u2028") || rest.starts_with("\u2029")) {
      out_ += rest[2] == '\xa8' ? "\\u2028" : "\\u2029";
      i += 2;
    } else {
      out_ += c;
    }
  }
  out_ += '"';
}

void JsonWriter::Key(std::string_view key) {
  String(key);
  out_ += ':';
}

void JsonWriter::BeginDynamic(const Type&) {
  BeginMap();
  Key("value");
}

void JsonWriter::EndDynamic(const Type& type) {
  Key("type");
  out_ += TypeToJson(type);
  EndMap();
}

// Writes a comma between two items. The last byte shows whether one is needed, because strings end
// in a quote.
void JsonWriter::Item(std::string_view text) {
  const char last = out_.empty() ? '[' : out_.back();
  if (last != '[' && last != '{' && last != ':') out_ += ',';
  out_ += text;
}

}  // namespace provider::cty
