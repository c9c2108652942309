// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/configure/arguments.h"

#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace provider::configure {
namespace {

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

}  // namespace

Setting Arguments::FromBlock(std::string_view argument) const {
  return FromValue(config_.At(AttributeOf(argument).name), std::string(argument),
                   cty::Path::Root(std::string(argument)), environment_);
}

Setting Arguments::FromEnvironment(std::string_view argument) const {
  return FromVariables(std::string(argument), environment_);
}

Setting Arguments::FromFamily(std::string_view argument, Family family) const {
  return FromVariables(std::string(argument), environment_, PrefixOf(family));
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

}  // namespace provider::configure
