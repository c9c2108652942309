// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Arguments of the provider block together with the environment variables that stand in for them.
//
// An unknown value in the block hides the environment: what it will be is not known.

#pragma once

#include <array>
#include <string>
#include <string_view>

#include "provider/base/environment.h"
#include "provider/configure/setting.h"
#include "provider/cty/value.h"

namespace provider::configure {

// The variables of one tool, which begin with the same prefix. What belongs together in a set of
// credentials comes from one family.
enum class Family {
  kHw,   // HW_: the huaweicloud provider
  kOs,   // OS_: OpenStack and the providers that come from it
  kSdk,  // HUAWEICLOUD_SDK_: the vendor's SDKs
};
// In the order in which they are tried.
inline constexpr std::array kFamilies = {Family::kHw, Family::kOs, Family::kSdk};

// A view of both; they must outlive it. Arguments are those at the top of the provider block, and
// naming one that the schema does not have throws std::logic_error.
class Arguments {
 public:
  Arguments(const cty::Value& config, const base::Environment& environment)
      : config_(config), environment_(environment) {}

  [[nodiscard]] const cty::Value& config() const { return config_; }
  [[nodiscard]] const base::Environment& environment() const { return environment_; }

  [[nodiscard]] Setting FromBlock(std::string_view argument) const;
  [[nodiscard]] Setting FromEnvironment(std::string_view argument) const;
  [[nodiscard]] Setting FromFamily(std::string_view argument, Family family) const;
  // The block's, else the environment's.
  [[nodiscard]] Setting Get(std::string_view argument) const;

  // The variables that stand in for an argument: "HW_REGION_NAME, OS_REGION_NAME".
  [[nodiscard]] static std::string VariablesOf(std::string_view argument);
  // Those of one family: "HW_REGION_NAME".
  [[nodiscard]] static std::string VariablesOf(std::string_view argument, Family family);

 private:
  const cty::Value& config_;
  const base::Environment& environment_;
};

}  // namespace provider::configure
