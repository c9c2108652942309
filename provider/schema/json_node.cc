// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/schema/json_node.h"

#include <algorithm>
#include <stdexcept>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace provider::schema {

void JsonNode::Fail(std::string_view what) const {
  throw std::logic_error(fmt::format("{}: {}", place_, what));
}

bool JsonNode::Has(const char* key) const { return json_->contains(key); }

JsonNode JsonNode::At(const std::string& key) const {
  if (!json_->contains(key)) Fail(fmt::format("\"{}\" is missing", key));
  return {json_->at(key), place_ + "/" + key};
}

void JsonNode::AllowKeys(std::initializer_list<std::string_view> keys) const {
  if (!json_->is_object()) Fail("must be an object");
  for (const auto& [key, value] : json_->items()) {
    if (std::ranges::find(keys, key) == keys.end()) Fail(fmt::format("\"{}\" is unknown", key));
  }
}

std::string JsonNode::Text() const {
  if (!json_->is_string()) Fail("must be a string");
  return json_->get<std::string>();
}

std::int64_t JsonNode::Integer() const {
  if (!json_->is_number_integer()) Fail("must be a whole number");
  return json_->get<std::int64_t>();
}

std::vector<JsonNode> JsonNode::Elements() const {
  if (!json_->is_array()) Fail("must be a list");
  std::vector<JsonNode> elements;
  for (std::size_t i = 0; i < json_->size(); ++i) {
    elements.emplace_back(json_->at(i), fmt::format("{}/{}", place_, i));
  }
  return elements;
}

std::string JsonNode::TextOr(const char* key, std::string otherwise) const {
  return Has(key) ? At(key).Text() : std::move(otherwise);
}

bool JsonNode::Flag(const char* key) const {
  if (!Has(key)) return false;
  const auto member = At(key);
  if (!member.json().is_boolean()) member.Fail("must be a boolean");
  return member.json().get<bool>();
}

std::int64_t JsonNode::Count(const char* key) const {
  if (!Has(key)) return 0;
  const auto value = At(key).Integer();
  if (value < 0) At(key).Fail("must not be negative");
  return value;
}

std::vector<std::pair<std::string, JsonNode>> JsonNode::Members(const char* key) const {
  std::vector<std::pair<std::string, JsonNode>> members;
  if (!Has(key)) return members;
  const auto object = At(key);
  if (!object.json().is_object()) object.Fail("must be an object");
  for (const auto& [name, value] : object.json().items()) {
    members.emplace_back(name, object.At(name));
  }
  return members;
}

}  // namespace provider::schema
