// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/configure/arguments.h"

#include <stdexcept>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <tl/expected.hpp>

#include "provider/base/redaction.h"

namespace provider::configure {
namespace {

const schema::Attribute& AttributeOf(std::string_view argument) {
  const auto* attribute = schema::Embedded().provider.block.FindAttribute(argument);
  if (attribute == nullptr) {
    throw std::logic_error(fmt::format("the provider block has no argument {}", argument));
  }
  return *attribute;
}

std::string_view PrefixOf(Family family) {
  switch (family) {
    case Family::kHw:
      return "HW_";
    case Family::kOs:
      return "OS_";
    case Family::kSdk:
      break;
  }
  return "HUAWEICLOUD_SDK_";
}

std::string TextOf(const cty::Value& value) {
  if (value.IsBool()) return value.AsBool() ? "true" : "false";
  if (value.IsNumber()) return value.AsNumber().ToString();
  return value.AsString();
}

}  // namespace

cty::Path Setting::Path() const {
  if (from_environment()) return {};
  return cty::Path::Root(argument.substr(0, argument.find('.')));
}

std::string Setting::Subject() const {
  if (!from_environment()) return fmt::format("The argument \"{}\"", argument);
  return fmt::format("The environment variable {}, which stands for the argument \"{}\",", variable,
                     argument);
}

Setting ToSetting(const cty::Value& value, std::string argument) {
  Setting setting{.argument = std::move(argument)};
  if (value.IsUnknown()) {
    setting.state = Setting::State::kUnknown;
  } else if (!value.IsNull()) {
    setting.value = TextOf(value);
    if (!setting.value.empty()) setting.state = Setting::State::kKnown;
  }
  return setting;
}

service::MaybeUnknown ToMaybeUnknown(const Setting& setting) {
  if (setting.unknown()) return tl::unexpected(service::UnknownValue{setting.argument});
  return setting.value;
}

Setting FirstVariable(const schema::Attribute& attribute, const base::Environment& environment,
                      std::string_view prefix) {
  Setting setting{.argument = attribute.name};
  for (const auto& variable : attribute.environment) {
    if (!variable.starts_with(prefix)) continue;
    if (auto value = environment.Get(variable)) {
      setting.state = Setting::State::kKnown;
      setting.value = *std::move(value);
      setting.variable = variable;
      break;
    }
  }
  return setting;
}

Setting Arguments::FromBlock(std::string_view argument) const {
  return ToSetting(config_.At(AttributeOf(argument).name), std::string(argument));
}

Setting Arguments::FromEnvironment(std::string_view argument) const {
  return FirstVariable(AttributeOf(argument), environment_);
}

Setting Arguments::FromFamily(std::string_view argument, Family family) const {
  return FirstVariable(AttributeOf(argument), environment_, PrefixOf(family));
}

Setting Arguments::Get(std::string_view argument) const {
  auto setting = FromBlock(argument);
  return setting.unset() ? FromEnvironment(argument) : setting;
}

std::string Arguments::VariablesOf(std::string_view argument) {
  return fmt::format("{}", fmt::join(AttributeOf(argument).environment, ", "));
}

std::string Arguments::VariablesOf(std::string_view argument, Family family) {
  std::vector<std::string> names = AttributeOf(argument).environment;
  std::erase_if(names, [prefix = PrefixOf(family)](const std::string& name) {
    return !name.starts_with(prefix);
  });
  return fmt::format("{}", fmt::join(names, ", "));
}

bool CheckRules(const Setting& setting, framework::Diagnostics& diagnostics) {
  return CheckRules(setting, AttributeOf(setting.argument), diagnostics);
}

bool CheckRules(const Setting& setting, const schema::Attribute& attribute,
                framework::Diagnostics& diagnostics) {
  if (!setting.known()) return true;
  bool fine = true;
  for (const auto& validator : attribute.validators) {
    const auto violation = schema::FindViolation(validator, setting.value);
    if (!violation) continue;
    fine = false;
    auto detail = fmt::format("{} {}", setting.Subject(), *violation);
    if (!attribute.sensitive) {
      detail += fmt::format(", got \"{}\"", base::CleanForeignText(setting.value));
    }
    diagnostics.AddError("Invalid Attribute Value", detail + ".", setting.Path());
  }
  return fine;
}

}  // namespace provider::configure
