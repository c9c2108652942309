// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Prints what `terraform providers schema -json` prints, from the loaded schemas.
//
// Source: Terraform's internal/command/jsonprovider and jsonfunction. Core leaves out everything
// that is false, zero or empty, but always writes description_kind, and the version of a schema.

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "provider/cty/json.h"
#include "provider/schema/schema.h"

namespace provider::schema {
namespace {

using Json = nlohmann::json;

void SetIf(Json& object, const char* key, bool value) {
  if (value) object[key] = true;
}
void SetIf(Json& object, const char* key, std::int64_t value) {
  if (value != 0) object[key] = value;
}
void SetIf(Json& object, const char* key, const std::string& value) {
  if (!value.empty()) object[key] = value;
}

void SetDescription(Json& object, const std::string& description, bool markdown) {
  SetIf(object, "description", description);
  object["description_kind"] = markdown ? "markdown" : "plain";
}

std::string NameOf(Nesting nesting) {
  switch (nesting) {
    case Nesting::kSingle:
      return "single";
    case Nesting::kList:
      return "list";
    case Nesting::kSet:
      return "set";
    case Nesting::kMap:
      return "map";
    case Nesting::kGroup:
      return "group";
  }
  return "invalid";
}

Json PrintType(const cty::Type& type) { return Json::parse(cty::TypeToJson(type)); }

Json PrintAttributes(const std::vector<Attribute>& attributes);

Json PrintAttribute(const Attribute& attribute) {
  Json json = Json::object();
  if (attribute.nested == nullptr) {
    json["type"] = PrintType(attribute.type);
  } else {
    json["nested_type"] = {{"attributes", PrintAttributes(attribute.nested->attributes)},
                           {"nesting_mode", NameOf(attribute.nested->nesting)}};
  }
  SetDescription(json, attribute.description, attribute.markdown);
  SetIf(json, "deprecated", !attribute.deprecation_message.empty());
  SetIf(json, "deprecation_message", attribute.deprecation_message);
  SetIf(json, "required", attribute.required);
  SetIf(json, "optional", attribute.optional);
  SetIf(json, "computed", attribute.computed);
  SetIf(json, "sensitive", attribute.sensitive);
  return json;
}

Json PrintAttributes(const std::vector<Attribute>& attributes) {
  Json json = Json::object();
  for (const auto& attribute : attributes) json[attribute.name] = PrintAttribute(attribute);
  return json;
}

Json PrintBlock(const Block& block) {
  Json json = Json::object();
  if (!block.attributes.empty()) json["attributes"] = PrintAttributes(block.attributes);
  for (const auto& nested : block.blocks) {
    Json& entry = json["block_types"][nested.type_name];
    entry["nesting_mode"] = NameOf(nested.nesting);
    entry["block"] = PrintBlock(nested.block);
    SetIf(entry, "min_items", nested.min_items);
    SetIf(entry, "max_items", nested.max_items);
  }
  SetDescription(json, block.description, block.markdown);
  return json;
}

Json PrintSchema(const Schema& schema) {
  return {{"version", schema.version}, {"block", PrintBlock(schema.block)}};
}

// Core prints an action's block without a version.
Json PrintAction(const Schema& schema) { return {{"block", PrintBlock(schema.block)}}; }

Json PrintFunction(const Function& function) {
  Json json = Json::object();
  SetIf(json, "description", function.description);
  SetIf(json, "summary", function.summary);
  json["return_type"] = PrintType(function.return_type);
  for (const auto& parameter : function.parameters) {
    Json entry = Json::object();
    entry["name"] = parameter.name;
    SetIf(entry, "description", parameter.description);
    SetIf(entry, "is_nullable", parameter.allow_null);
    entry["type"] = PrintType(parameter.type);
    json["parameters"].push_back(std::move(entry));
  }
  return json;
}

template <typename Items, typename Print>
void SetItems(Json& provider, const char* key, const Items& items, const Print& print) {
  for (const auto& [name, item] : items) provider[key][name] = print(item);
}

}  // namespace

std::string PrintEmbedded(std::string_view address) {
  const ProviderSchema& schemas = Embedded();
  Json provider = Json::object();
  provider["provider"] = PrintSchema(schemas.provider);
  SetItems(provider, "data_source_schemas", schemas.data_sources, PrintSchema);
  SetItems(provider, "ephemeral_resource_schemas", schemas.ephemeral_resources, PrintSchema);
  SetItems(provider, "action_schemas", schemas.actions, PrintAction);
  SetItems(provider, "functions", schemas.functions, PrintFunction);
  Json document = Json::object();
  document["format_version"] = "1.0";
  document["provider_schemas"][std::string(address)] = std::move(provider);
  // Invalid bytes in a hostile address must not throw.
  return document.dump(2, ' ', false, Json::error_handler_t::replace);
}

}  // namespace provider::schema
