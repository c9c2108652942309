// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/cty/path.h"

#include <string_view>
#include <utility>

#include <fmt/format.h>

namespace provider::cty {
namespace {

// An HCL string literal. Escapes "${", which would start an interpolation.
std::string Quoted(std::string_view text) {
  std::string out = "\"";
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (c == '\n') {
      out += "\\n";
    } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
      out += fmt::format("\\u{:04x}", static_cast<unsigned char>(c));
    } else {
      out += c;
      if ((c == '$' || c == '%') && i + 1 < text.size() && text[i + 1] == '{') out += c;
    }
  }
  return out + '"';
}

}  // namespace

Path Path::Attribute(std::string name) const {
  Path longer = *this;
  longer.steps_.emplace_back(AttributeStep{std::move(name)});
  return longer;
}

Path Path::Index(std::int64_t index) const {
  Path longer = *this;
  longer.steps_.emplace_back(IndexStep{index});
  return longer;
}

Path Path::Key(std::string key) const {
  Path longer = *this;
  longer.steps_.emplace_back(KeyStep{std::move(key)});
  return longer;
}

Path Path::Under(Step outer) && {
  steps_.insert(steps_.begin(), std::move(outer));
  return std::move(*this);
}

std::string Path::ToString() const {
  std::string out;
  for (const Step& step : steps_) {
    if (const auto* attribute = std::get_if<AttributeStep>(&step)) {
      if (!out.empty()) out += '.';
      out += attribute->name;
    } else if (const auto* index = std::get_if<IndexStep>(&step)) {
      out += fmt::format("[{}]", index->index);
    } else {
      out += fmt::format("[{}]", Quoted(std::get<KeyStep>(step).key));
    }
  }
  return out;
}

}  // namespace provider::cty
