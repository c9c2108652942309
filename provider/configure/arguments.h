// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Arguments of the provider block together with the environment variables that stand in for them.
//
// The names of the variables are in schemas/provider.json, so that documentation and behaviour
// cannot differ. An unknown value in the block hides the environment: what it will be is not known.

#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "provider/base/environment.h"
#include "provider/cty/path.h"
#include "provider/cty/value.h"
#include "provider/framework/diagnostics.h"
#include "provider/schema/schema.h"
#include "provider/service/maybe_unknown.h"

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

// The value of one argument, in text form ("true", "5") whatever its type.
struct Setting {
  enum class State { kUnset, kUnknown, kKnown };
  State state = State::kUnset;
  std::string value = {};
  std::string argument = {};
  std::string variable = {};  // the environment variable it came from; empty: the block

  [[nodiscard]] bool known() const { return state == State::kKnown; }
  [[nodiscard]] bool unknown() const { return state == State::kUnknown; }
  [[nodiscard]] bool unset() const { return state == State::kUnset; }
  [[nodiscard]] bool from_environment() const { return !variable.empty(); }

  // Where a diagnostic about it belongs, and its subject: `The argument "region"`.
  [[nodiscard]] cty::Path Path() const;
  [[nodiscard]] std::string Subject() const;
};

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

// Adds an error for each rule of the schema that a known value breaks. False when it broke one.
// Shows the value unless it is sensitive.
bool CheckRules(const Setting& setting, framework::Diagnostics& diagnostics);
// For a value of a nested attribute, whose path stays at the argument's.
bool CheckRules(const Setting& setting, const schema::Attribute& attribute,
                framework::Diagnostics& diagnostics);

// Unset: empty text.
[[nodiscard]] service::MaybeUnknown ToMaybeUnknown(const Setting& setting);

// A primitive value in text form.
[[nodiscard]] Setting ToSetting(const cty::Value& value, std::string argument);

// The first of the attribute's variables that is set, of those that begin with `prefix`.
[[nodiscard]] Setting FirstVariable(const schema::Attribute& attribute,
                                    const base::Environment& environment,
                                    std::string_view prefix = {});

}  // namespace provider::configure
