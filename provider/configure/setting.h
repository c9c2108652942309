// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// One value and where it came from: the provider block, an environment variable, or a file.
//
// The table of all values is schemas/provider.json: for each argument its variables and its rule
// (x_cts), which hold wherever the value comes from.

#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "provider/base/environment.h"
#include "provider/cty/path.h"
#include "provider/cty/value.h"
#include "provider/framework/config_reader.h"
#include "provider/schema/schema.h"
#include "provider/service/error.h"

namespace provider::configure {

// The value of one argument, in text form ("true", "5") whatever its type, and where it came from.
struct Setting : framework::Argument<std::string> {
  Setting() = default;
  // Unset.
  explicit Setting(std::string argument_name) : argument(std::move(argument_name)) {}

  std::string argument = {};  // with its block: "region", "assume_role.duration"; empty: a path
                              // in a variable that stands for no argument
  std::string variable = {};  // the environment variable it came from; empty: another source
  std::string field = {};     // what a file calls it: "secretAccessKey"; empty: another source
  std::string file = {};      // profile or section, and path: `profile "ci" of /home/me/…`
  cty::Path path = {};        // where a diagnostic about it belongs

  [[nodiscard]] bool from_environment() const { return !variable.empty(); }
  [[nodiscard]] bool from_file() const { return !field.empty(); }
  [[nodiscard]] bool from_block() const { return !from_environment() && !from_file(); }

  // The subject of a sentence about it: `The argument "region"`.
  [[nodiscard]] std::string Subject() const;
  // The same in the middle of a sentence: `the argument "region"`.
  [[nodiscard]] std::string Source() const;
};

// The schema of an argument of the provider block or, behind a dot, of one of its blocks or nested
// attributes. Empty: of a path. A name that the schema does not have throws std::logic_error.
[[nodiscard]] const schema::Attribute& AttributeOf(std::string_view argument);

// Of a primitive value of a block. A path that begins with "~/" is expanded in each of these
// functions; where HOME is not set it stays as it is, which ValueRules reports.
[[nodiscard]] Setting FromValue(const cty::Value& value, std::string argument, cty::Path path,
                                const base::Environment& environment);
// Of the first of the argument's variables that is set, of those that begin with `prefix`.
[[nodiscard]] Setting FromVariables(std::string argument, const base::Environment& environment,
                                    std::string_view prefix = {});
// Of the path in a variable that stands for no argument.
[[nodiscard]] Setting FromPathVariable(std::string variable, const base::Environment& environment);
// Of a file. `path` is where the argument is that names the file.
[[nodiscard]] Setting FromFile(std::string value, std::string argument, std::string field,
                               std::string file, cty::Path path,
                               const base::Environment& environment);

// Unset: empty text.
[[nodiscard]] service::MaybeUnknown ToMaybeUnknown(const Setting& setting);

}  // namespace provider::configure
