// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// A position in a schema file, read strictly: every error names the file and the position.

#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nlohmann/json_fwd.hpp>

namespace provider::schema {

// A view: the JSON must outlive it. Every function throws std::logic_error if the content does not
// fit.
class JsonNode {
 public:
  JsonNode(const nlohmann::json& json, std::string place)
      : json_(&json), place_(std::move(place)) {}

  [[noreturn]] void Fail(std::string_view what) const;

  [[nodiscard]] const nlohmann::json& json() const { return *json_; }
  [[nodiscard]] bool Has(const char* key) const;
  [[nodiscard]] JsonNode At(const std::string& key) const;

  // Throws for any other key, so that a typo does not silently drop a setting.
  void AllowKeys(std::initializer_list<std::string_view> keys) const;

  [[nodiscard]] std::string Text() const;
  [[nodiscard]] std::int64_t Integer() const;
  [[nodiscard]] std::vector<JsonNode> Elements() const;

  // These return a default if the member is absent.
  [[nodiscard]] std::string TextOr(const char* key, std::string otherwise) const;
  [[nodiscard]] bool Flag(const char* key) const;           // default: false
  [[nodiscard]] std::int64_t Count(const char* key) const;  // default: 0
  // Sorted by name. Empty if the member is absent.
  [[nodiscard]] std::vector<std::pair<std::string, JsonNode>> Members(const char* key) const;

 private:
  const nlohmann::json* json_;
  std::string place_;  // "schemas/provider.json/block/attributes/region"
};

}  // namespace provider::schema
