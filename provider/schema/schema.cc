// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/schema/schema.h"

#include <algorithm>
#include <span>

#include "provider/base/embedded_file.h"
#include "provider/schema/loader.h"

namespace provider::schema {

extern const std::span<const base::EmbeddedFile> kSchemaFiles;  // generated

namespace {

const Attribute* FindIn(const std::vector<Attribute>& attributes, std::string_view name) {
  const auto found = std::ranges::find(attributes, name, &Attribute::name);
  return found == attributes.end() ? nullptr : &*found;
}

}  // namespace

cty::Type NestedType(Nesting nesting, cty::Type object) {
  switch (nesting) {
    case Nesting::kSingle:
    case Nesting::kGroup:
      return object;
    case Nesting::kList:
      return cty::Type::List(std::move(object));
    case Nesting::kSet:
      return cty::Type::Set(std::move(object));
    case Nesting::kMap:
      return cty::Type::Map(std::move(object));
  }
  return object;
}

cty::Type Block::ImpliedType() const {
  cty::Type::Attributes types;
  for (const auto& attribute : attributes) types.emplace(attribute.name, attribute.type);
  for (const auto& nested : blocks) {
    types.emplace(nested.type_name, NestedType(nested.nesting, nested.block.ImpliedType()));
  }
  return cty::Type::Object(std::move(types));
}

const Attribute* NestedObject::FindAttribute(std::string_view name) const {
  return FindIn(attributes, name);
}

const Attribute* Block::FindAttribute(std::string_view name) const {
  return FindIn(attributes, name);
}

const ProviderSchema& Embedded() {
  static const ProviderSchema schemas = LoadSchemas(kSchemaFiles);
  return schemas;
}

}  // namespace provider::schema
