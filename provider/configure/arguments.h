// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// The arguments of the provider block, together with the environment variables that are used if an
// argument is unset.
//
// An unknown value in the block takes precedence over the environment, because its later value is
// not known.

#pragma once

#include <array>
#include <string>
#include <string_view>

#include "provider/base/environment.h"
#include "provider/configure/setting.h"
#include "provider/cty/value.h"

namespace provider::configure {

// The variables of one tool, which share a prefix. Values that belong to one set of credentials
// come from one family.
enum class Family {
  kHw,   // HW_: the huaweicloud provider
  kOs,   // OS_: OpenStack and the providers derived from it
  kSdk,  // HUAWEICLOUD_SDK_: the vendor's SDKs
};
// In the order in which they are tried.
inline constexpr std::array kFamilies = {Family::kHw, Family::kOs, Family::kSdk};

// Refers to the block and the environment, which must outlive it. `argument` is always an argument
// at the top level of the provider block; one that the schema does not have throws
// std::logic_error.
class Arguments {
 public:
  Arguments(const cty::Value& config, const base::Environment& environment)
      : config_(config), environment_(environment) {}

  [[nodiscard]] const cty::Value& config() const { return config_; }
  [[nodiscard]] const base::Environment& environment() const { return environment_; }

  [[nodiscard]] Setting FromBlock(std::string_view argument) const;
  [[nodiscard]] Setting FromEnvironment(std::string_view argument) const;
  [[nodiscard]] Setting FromFamily(std::string_view argument, Family family) const;
  // From the block, otherwise from the environment.
  [[nodiscard]] Setting Get(std::string_view argument) const;

  // The variables for an argument: "HW_REGION_NAME, OS_REGION_NAME".
  [[nodiscard]] static std::string VariablesOf(std::string_view argument);
  // The variables of one family: "HW_REGION_NAME".
  [[nodiscard]] static std::string VariablesOf(std::string_view argument, Family family);

 private:
  const cty::Value& config_;
  const base::Environment& environment_;
};

}  // namespace provider::configure
