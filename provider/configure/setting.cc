// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/configure/setting.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>
#include <tl/expected.hpp>

namespace provider::configure {
namespace {

using Rule = schema::Validator::Rule;

std::string TextOf(const cty::Value& value) {
  if (value.IsBool()) return value.AsBool() ? "true" : "false";
  if (value.IsNumber()) return value.AsNumber().ToString();
  return value.AsString();
}

const schema::NestedBlock* FindNestedBlock(std::string_view type_name) {
  const auto& blocks = schema::Embedded().provider.block.blocks;
  const auto found = std::ranges::find(blocks, type_name, &schema::NestedBlock::type_name);
  return found == blocks.end() ? nullptr : &*found;
}

const schema::Attribute* FindAttribute(std::string_view argument) {
  const auto& block = schema::Embedded().provider.block;
  const auto dot = argument.find('.');
  if (dot == std::string_view::npos) return block.FindAttribute(argument);
  const auto outer = argument.substr(0, dot);
  const auto inner = argument.substr(dot + 1);
  if (const auto* nested = FindNestedBlock(outer)) return nested->block.FindAttribute(inner);
  const auto* attribute = block.FindAttribute(outer);
  if (attribute == nullptr) return nullptr;
  // The entries of a map have the rule of the map.
  return attribute->nested ? attribute->nested->FindAttribute(inner) : attribute;
}

bool IsPath(const schema::Attribute& attribute) {
  return std::ranges::any_of(attribute.validators, [](const schema::Validator& validator) {
    return validator.rule == Rule::kPath || validator.rule == Rule::kPathOrPem;
  });
}

void Set(Setting& setting, std::string value, const base::Environment& environment) {
  if (value.empty()) return;
  setting.state = Setting::State::kKnown;
  setting.value = std::move(value);
  if (!IsPath(AttributeOf(setting.argument))) return;
  if (auto expanded = base::ExpandHome(setting.value, environment)) {
    setting.value = *std::move(expanded);
  }
}

}  // namespace

std::string Setting::Source() const {
  if (from_environment()) return "the environment variable " + variable;
  if (from_file()) return fmt::format("{} in {}", field, file);
  return fmt::format("the argument \"{}\"", argument);
}

std::string Setting::Subject() const {
  if (from_environment() && argument.empty()) return "The environment variable " + variable;
  if (from_environment()) {
    return fmt::format("The environment variable {}, which stands for the argument \"{}\",",
                       variable, argument);
  }
  if (from_file()) return "The value of " + Source();
  return fmt::format("The argument \"{}\"", argument);
}

const schema::Attribute& AttributeOf(std::string_view argument) {
  static const schema::Attribute path = [] {
    schema::Attribute attribute;
    attribute.validators.push_back({.rule = Rule::kPath});
    return attribute;
  }();
  if (argument.empty()) return path;
  const auto* attribute = FindAttribute(argument);
  if (attribute == nullptr) {
    throw std::logic_error(fmt::format("the provider block has no argument {}", argument));
  }
  return *attribute;
}

Setting FromValue(const cty::Value& value, std::string argument, cty::Path path,
                  const base::Environment& environment) {
  Setting setting(std::move(argument));
  setting.path = std::move(path);
  if (value.IsUnknown()) {
    setting.state = Setting::State::kUnknown;
  } else if (!value.IsNull()) {
    Set(setting, TextOf(value), environment);
  }
  return setting;
}

Setting FromVariables(std::string argument, const base::Environment& environment,
                      std::string_view prefix) {
  Setting setting(std::move(argument));
  for (const auto& variable : AttributeOf(setting.argument).environment) {
    if (!variable.starts_with(prefix)) continue;
    if (auto value = environment.Get(variable)) {
      setting.variable = variable;
      Set(setting, *std::move(value), environment);
      break;
    }
  }
  return setting;
}

Setting FromPathVariable(std::string variable, const base::Environment& environment) {
  Setting setting;
  if (auto value = environment.Get(variable)) {
    setting.variable = std::move(variable);
    Set(setting, *std::move(value), environment);
  }
  return setting;
}

Setting FromFile(std::string value, std::string argument, std::string field, std::string file,
                 cty::Path path, const base::Environment& environment) {
  Setting setting(std::move(argument));
  setting.field = std::move(field);
  setting.file = std::move(file);
  setting.path = std::move(path);
  Set(setting, std::move(value), environment);
  return setting;
}

service::MaybeUnknown ToMaybeUnknown(const Setting& setting) {
  if (setting.unknown()) return tl::unexpected(service::UnknownValue{setting.argument});
  return setting.value;
}

}  // namespace provider::configure
