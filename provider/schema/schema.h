// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Schemas as data, loaded from schemas/*.json: the single source for the protocol, validation,
// defaults, `--schema` and the documentation.
//
// The files have the format of `terraform providers schema -json`, with our extensions under
// "x_cts".

#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "provider/cty/type.h"
#include "provider/schema/validator.h"

namespace provider::schema {

enum class Nesting { kSingle, kList, kSet, kMap, kGroup };

struct NestedObject;

struct Attribute {
  std::string name;
  cty::Type type;                              // of the whole attribute, also if nested
  std::shared_ptr<const NestedObject> nested;  // null: not a nested attribute
  std::string description;
  bool markdown = false;
  bool required = false;
  bool optional = false;
  bool computed = false;
  bool sensitive = false;
  std::string deprecation_message;          // empty: not deprecated
  std::vector<std::string> environment;     // x_cts.environment; the first non-empty one wins
  std::optional<std::string> default_text;  // x_cts.default, as a user would write it
  std::vector<Validator> validators;        // x_cts.validators; for known values
};

struct NestedObject {
  Nesting nesting = Nesting::kSingle;
  std::vector<Attribute> attributes;  // sorted by name

  // nullptr if there is none.
  [[nodiscard]] const Attribute* FindAttribute(std::string_view name) const;
};

struct NestedBlock;

struct Block {
  std::vector<Attribute> attributes;  // sorted by name
  std::vector<NestedBlock> blocks;    // sorted by name
  std::string description;
  bool markdown = false;

  // The type of this block's value (protocol: implied type).
  [[nodiscard]] cty::Type ImpliedType() const;
  // nullptr if there is none.
  [[nodiscard]] const Attribute* FindAttribute(std::string_view name) const;
};

struct NestedBlock {
  std::string type_name;
  Nesting nesting = Nesting::kList;
  std::int64_t min_items = 0;
  std::int64_t max_items = 0;  // 0: no limit
  Block block;
};

struct Schema {
  std::int64_t version = 0;
  Block block;
  cty::Type type;  // block.ImpliedType(), cached
};

struct Parameter {
  std::string name;
  cty::Type type;
  std::string description;
  bool allow_null = false;
  bool allow_unknown = false;
};

struct Function {
  std::vector<Parameter> parameters;
  cty::Type return_type;
  std::string summary;
  std::string description;
};

struct ProviderSchema {
  Schema provider;
  std::map<std::string, Schema, std::less<>> data_sources;
  std::map<std::string, Schema, std::less<>> ephemeral_resources;
  std::map<std::string, Schema, std::less<>> actions;
  std::map<std::string, Function, std::less<>> functions;
};

// The embedded schemas, parsed at the first call and cached. Thread safe. A malformed file is a bug
// in the build: it throws std::logic_error with the file and position, and a unit test loads all
// files.
[[nodiscard]] const ProviderSchema& Embedded();

// The output of `terraform providers schema -json` for `address`, without x_cts, indented by two
// spaces.
[[nodiscard]] std::string PrintEmbedded(std::string_view address);

}  // namespace provider::schema
