// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/schema/loader.h"

#include <algorithm>
#include <set>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "provider/cty/json.h"
#include "provider/schema/json_node.h"
#include "provider/text/ascii.h"
#include "provider/text/go_duration.h"

namespace provider::schema {
namespace {

using nlohmann::json;

bool IsName(std::string_view name) {
  return !name.empty() && std::ranges::all_of(name, [](char c) {
    return text::IsLower(c) || text::IsDigit(c) || c == '_';
  });
}

cty::Type ReadType(const JsonNode& node) {
  auto type = cty::TypeFromJson(node.json());
  if (!type) node.Fail(type.error().message);
  return *type;
}

Nesting ReadNesting(const JsonNode& node) {
  const auto text = node.Text();
  if (text == "single") return Nesting::kSingle;
  if (text == "list") return Nesting::kList;
  if (text == "set") return Nesting::kSet;
  if (text == "map") return Nesting::kMap;
  if (text == "group") return Nesting::kGroup;
  node.Fail("must be single, list, set, map or group");
}

bool ReadMarkdown(const JsonNode& node) {
  const auto kind = node.TextOr("description_kind", "plain");
  if (kind != "plain" && kind != "markdown") {
    node.At("description_kind").Fail("must be plain or markdown");
  }
  return kind == "markdown";
}

std::int64_t ReadBound(const JsonNode& node, Validator::Rule rule) {
  if (rule != Validator::Rule::kDuration) return node.Integer();
  const auto duration = text::ParseGoDuration(node.Text());
  if (!duration) node.Fail(duration.error());
  return duration->count();
}

Validator ReadValidator(const JsonNode& node) {
  static constexpr std::pair<std::string_view, Validator::Rule> kRules[] = {
      {"credential", Validator::Rule::kCredential},
      {"identifier", Validator::Rule::kIdentifier},
      {"name", Validator::Rule::kName},
      {"login", Validator::Rule::kLogin},
      {"path", Validator::Rule::kPath},
      {"path_or_pem", Validator::Rule::kPathOrPem},
      {"url", Validator::Rule::kUrl},
      {"region", Validator::Rule::kRegion},
      {"host_name", Validator::Rule::kHostName},
      {"bool", Validator::Rule::kBool},
      {"integer", Validator::Rule::kInteger},
      {"duration", Validator::Rule::kDuration}};
  const auto name = node.At("rule").Text();
  const auto rule = std::ranges::find(kRules, name, [](const auto& entry) { return entry.first; });
  if (rule == std::end(kRules)) node.At("rule").Fail("is no rule");

  Validator validator{.rule = rule->second};
  if (validator.rule == Validator::Rule::kInteger || validator.rule == Validator::Rule::kDuration) {
    node.AllowKeys({"rule", "min", "max"});
    validator.min = ReadBound(node.At("min"), validator.rule);
    validator.max = ReadBound(node.At("max"), validator.rule);
    if (validator.min > validator.max) node.Fail("min must not exceed max");
  } else {
    node.AllowKeys({"rule"});
  }
  return validator;
}

void ReadExtras(const JsonNode& node, Attribute& attribute) {
  node.AllowKeys({"environment", "default", "validators"});
  if (node.Has("environment")) {
    for (const auto& element : node.At("environment").Elements()) {
      attribute.environment.push_back(element.Text());
    }
  }
  if (node.Has("default")) attribute.default_text = node.At("default").Text();
  if (!node.Has("validators")) return;
  for (const auto& element : node.At("validators").Elements()) {
    attribute.validators.push_back(ReadValidator(element));
  }
}

std::vector<Attribute> ReadAttributes(const JsonNode& owner);

std::shared_ptr<const NestedObject> ReadNestedObject(const JsonNode& node) {
  node.AllowKeys({"nesting_mode", "attributes"});
  NestedObject object;
  object.nesting = ReadNesting(node.At("nesting_mode"));
  if (object.nesting == Nesting::kGroup) node.Fail("group is for blocks only");
  object.attributes = ReadAttributes(node);
  return std::make_shared<const NestedObject>(std::move(object));
}

cty::Type TypeOf(const NestedObject& object) {
  cty::Type::Attributes types;
  for (const auto& attribute : object.attributes) types.emplace(attribute.name, attribute.type);
  return NestedType(object.nesting, cty::Type::Object(std::move(types)));
}

Attribute ReadAttribute(const std::string& name, const JsonNode& node) {
  node.AllowKeys({"type", "nested_type", "description", "description_kind", "required", "optional",
                  "computed", "sensitive", "deprecated", "deprecation_message", "x_cts"});
  Attribute attribute;
  attribute.name = name;
  if (node.Has("type") == node.Has("nested_type")) {
    node.Fail("exactly one of type and nested_type must be set");
  }
  if (node.Has("type")) {
    attribute.type = ReadType(node.At("type"));
  } else {
    attribute.nested = ReadNestedObject(node.At("nested_type"));
    attribute.type = TypeOf(*attribute.nested);
    if (attribute.type.HasDynamic()) node.Fail("a nested attribute must not hold a dynamic type");
  }
  attribute.description = node.TextOr("description", "");
  attribute.markdown = ReadMarkdown(node);
  attribute.required = node.Flag("required");
  attribute.optional = node.Flag("optional");
  attribute.computed = node.Flag("computed");
  attribute.sensitive = node.Flag("sensitive");
  if (!attribute.required && !attribute.optional && !attribute.computed) {
    node.Fail("must be required, optional or computed");
  }
  if (attribute.required && (attribute.optional || attribute.computed)) {
    node.Fail("required excludes optional and computed");
  }
  attribute.deprecation_message = node.TextOr("deprecation_message", "");
  if (node.Flag("deprecated") == attribute.deprecation_message.empty()) {
    node.Fail("deprecated and deprecation_message belong together");
  }
  if (node.Has("x_cts")) ReadExtras(node.At("x_cts"), attribute);
  return attribute;
}

std::vector<Attribute> ReadAttributes(const JsonNode& owner) {
  std::vector<Attribute> attributes;
  for (const auto& [name, node] : owner.Members("attributes")) {
    if (!IsName(name)) node.Fail("a name consists of lowercase letters, digits and underscores");
    attributes.push_back(ReadAttribute(name, node));
  }
  return attributes;
}

Block ReadBlock(const JsonNode& node);

NestedBlock ReadNestedBlock(const std::string& name, const JsonNode& node) {
  node.AllowKeys({"nesting_mode", "block", "min_items", "max_items"});
  if (!IsName(name)) node.Fail("a name consists of lowercase letters, digits and underscores");
  NestedBlock nested;
  nested.type_name = name;
  nested.nesting = ReadNesting(node.At("nesting_mode"));
  nested.min_items = node.Count("min_items");
  nested.max_items = node.Count("max_items");
  nested.block = ReadBlock(node.At("block"));
  const auto [min, max] = std::pair(nested.min_items, nested.max_items);
  switch (nested.nesting) {
    case Nesting::kSingle:
      if (min != max || min > 1) node.Fail("a single block has min_items = max_items, 0 or 1");
      break;
    case Nesting::kGroup:
    case Nesting::kMap:
      if (min != 0 || max != 0) node.Fail("a group or map block has no item counts");
      break;
    case Nesting::kList:
    case Nesting::kSet:
      if (max != 0 && min > max) node.Fail("min_items must not exceed max_items");
      break;
  }
  if (nested.block.ImpliedType().HasDynamic()) {
    node.Fail("a nested block must not hold a dynamic type");
  }
  return nested;
}

Block ReadBlock(const JsonNode& node) {
  node.AllowKeys({"attributes", "block_types", "description", "description_kind"});
  Block block;
  block.attributes = ReadAttributes(node);
  for (const auto& [name, nested] : node.Members("block_types")) {
    if (block.FindAttribute(name) != nullptr) nested.Fail("an attribute has the same name");
    block.blocks.push_back(ReadNestedBlock(name, nested));
  }
  block.description = node.TextOr("description", "");
  block.markdown = ReadMarkdown(node);
  return block;
}

Schema ReadSchema(const JsonNode& node) {
  node.AllowKeys({"version", "block"});
  Schema schema;
  schema.version = node.Count("version");
  schema.block = ReadBlock(node.At("block"));
  schema.type = schema.block.ImpliedType();
  return schema;
}

Function ReadFunction(const JsonNode& node) {
  node.AllowKeys({"parameters", "return_type", "summary", "description"});
  Function function;
  function.return_type = ReadType(node.At("return_type"));
  function.summary = node.TextOr("summary", "");
  function.description = node.TextOr("description", "");
  std::set<std::string> seen;
  for (const auto& element : node.At("parameters").Elements()) {
    element.AllowKeys({"name", "type", "description", "is_nullable", "x_cts"});
    Parameter parameter;
    parameter.name = element.At("name").Text();
    if (!IsName(parameter.name)) element.At("name").Fail("is no identifier");
    if (!seen.insert(parameter.name).second) element.At("name").Fail("is used twice");
    parameter.type = ReadType(element.At("type"));
    parameter.description = element.TextOr("description", "");
    parameter.allow_null = element.Flag("is_nullable");
    if (element.Has("x_cts")) {
      element.At("x_cts").AllowKeys({"allow_unknown"});
      parameter.allow_unknown = element.At("x_cts").Flag("allow_unknown");
    }
    function.parameters.push_back(std::move(parameter));
  }
  return function;
}

// "schemas/data-sources/cts_bucket_check.json" → {"data-sources", "cts_bucket_check"}.
std::pair<std::string, std::string> SplitName(std::string_view file) {
  constexpr std::string_view kRoot = "schemas/";
  constexpr std::string_view kEnd = ".json";
  if (!file.starts_with(kRoot) || !file.ends_with(kEnd)) return {};
  file.remove_prefix(kRoot.size());
  file.remove_suffix(kEnd.size());
  const auto slash = file.find('/');
  if (slash == std::string_view::npos) return {"", std::string(file)};
  return {std::string(file.substr(0, slash)), std::string(file.substr(slash + 1))};
}

json Parse(const base::EmbeddedFile& file) {
  auto document = json::parse(file.content, nullptr, /*allow_exceptions=*/false);
  if (document.is_discarded()) JsonNode(document, std::string(file.name)).Fail("is no JSON");
  return document;
}

// The content of a file. If it has x_cts.like ("data-sources/NAME"), the rest is a JSON merge patch
// (RFC 7396) to that file.
json ReadDocument(const base::EmbeddedFile& file, std::span<const base::EmbeddedFile> files) {
  json document = Parse(file);
  const JsonNode node(document, std::string(file.name));
  if (!node.Has("x_cts")) return document;
  node.At("x_cts").AllowKeys({"like"});
  const JsonNode like = node.At("x_cts").At("like");
  const auto name = fmt::format("schemas/{}.json", like.Text());
  const auto original = std::ranges::find(files, name, &base::EmbeddedFile::name);
  if (original == files.end() || original->name == file.name) like.Fail("is no other file");
  document.erase("x_cts");
  json merged = Parse(*original);
  merged.merge_patch(document);
  return merged;
}

}  // namespace

ProviderSchema LoadSchemas(std::span<const base::EmbeddedFile> files) {
  ProviderSchema schemas;
  bool provider_found = false;
  for (const auto& file : files) {
    const std::string place(file.name);
    const auto document = ReadDocument(file, files);
    const JsonNode node(document, place);
    const auto [folder, name] = SplitName(file.name);
    if (!IsName(name)) node.Fail("the name of the file is no type name");
    if (folder.empty() && name == "provider") {
      schemas.provider = ReadSchema(node);
      provider_found = true;
    } else if (folder == "data-sources") {
      schemas.data_sources.emplace(name, ReadSchema(node));
    } else if (folder == "ephemeral-resources") {
      schemas.ephemeral_resources.emplace(name, ReadSchema(node));
    } else if (folder == "actions") {
      schemas.actions.emplace(name, ReadSchema(node));
    } else if (folder == "functions") {
      schemas.functions.emplace(name, ReadFunction(node));
    } else {
      node.Fail("is in no folder of schemas");
    }
  }
  if (!provider_found) throw std::logic_error("schemas/provider.json: is missing");
  return schemas;
}

}  // namespace provider::schema
