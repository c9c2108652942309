// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// A value and its source: the provider block, an environment variable, or a file.
//
// schemas/provider.json lists all values. It has the variables and the rule of each argument
// (x_cts), which apply whatever the source of the value.

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

// The value of an argument as text ("true", "5"), whatever its type, and where it came from.
struct Setting : framework::Argument<std::string> {
  Setting() = default;
  // An unset setting.
  explicit Setting(std::string argument_name) : argument(std::move(argument_name)) {}

  std::string argument = {};  // with its block: "region", "assume_role.duration"; empty: a path
                              // in a variable that stands for no argument
  std::string variable = {};  // the environment variable it came from; empty: another source
  std::string field = {};     // the name in a file: "secretAccessKey"; empty: another source
  std::string file = {};      // profile or section, and path: `profile "ci" of /home/me/…`
  cty::Path path = {};        // where diagnostics point to

  [[nodiscard]] bool from_environment() const { return !variable.empty(); }
  [[nodiscard]] bool from_file() const { return !field.empty(); }
  [[nodiscard]] bool from_block() const { return !from_environment() && !from_file(); }

  // The subject of a sentence: `The argument "region"`.
  [[nodiscard]] std::string Subject() const;
  // The same in the middle of a sentence: `the argument "region"`.
  [[nodiscard]] std::string Source() const;
};

// The schema of an argument of the provider block or, after a dot, of one of its blocks or nested
// attributes. For an empty name, that of a path. Throws std::logic_error for a name that the schema
// does not have.
[[nodiscard]] const schema::Attribute& AttributeOf(std::string_view argument);

// From a primitive value of a block. This and the following functions expand a path that begins
// with "~/". If HOME is not set, the path stays as it is, and ValueRules reports it.
[[nodiscard]] Setting FromValue(const cty::Value& value, std::string argument, cty::Path path,
                                const base::Environment& environment);
// From the first of the argument's variables that is set and begins with `prefix`.
[[nodiscard]] Setting FromVariables(std::string argument, const base::Environment& environment,
                                    std::string_view prefix = {});
// From a path in a variable that stands for no argument.
[[nodiscard]] Setting FromPathVariable(std::string variable, const base::Environment& environment);
// From a file. `path` is the path of the argument that names the file.
[[nodiscard]] Setting FromFile(std::string value, std::string argument, std::string field,
                               std::string file, cty::Path path,
                               const base::Environment& environment);

// An unset setting becomes empty text.
[[nodiscard]] service::MaybeUnknown ToMaybeUnknown(const Setting& setting);

}  // namespace provider::configure
