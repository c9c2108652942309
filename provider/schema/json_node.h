// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// A place in a schema file, read strictly: every complaint names the file and the place.

#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nlohmann/json_fwd.hpp>

namespace provider::schema {

// A view: the JSON must outlive it. Everything throws std::logic_error on what does not fit.
class JsonNode {
 public:
  JsonNode(const nlohmann::json& json, std::string place)
      : json_(&json), place_(std::move(place)) {}

  [[noreturn]] void Fail(std::string_view what) const;

  [[nodiscard]] const nlohmann::json& json() const { return *json_; }
  [[nodiscard]] bool Has(const char* key) const;
  [[nodiscard]] JsonNode At(const std::string& key) const;

  // A mistyped key must not be a setting that is silently not made.
  void AllowKeys(std::initializer_list<std::string_view> keys) const;

  [[nodiscard]] std::string Text() const;
  [[nodiscard]] std::int64_t Integer() const;
  [[nodiscard]] std::vector<JsonNode> Elements() const;

  // Of a member that may be absent.
  [[nodiscard]] std::string TextOr(const char* key, std::string otherwise) const;
  [[nodiscard]] bool Flag(const char* key) const;           // false
  [[nodiscard]] std::int64_t Count(const char* key) const;  // 0
  // In the order of their names; none.
  [[nodiscard]] std::vector<std::pair<std::string, JsonNode>> Members(const char* key) const;

 private:
  const nlohmann::json* json_;
  std::string place_;  // "schemas/provider.json/block/attributes/region"
};

}  // namespace provider::schema
