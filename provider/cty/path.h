// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// A position in a value: buckets[3].bucket_name.

#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace provider::cty {

class Path {
 public:
  struct AttributeStep {
    std::string name;
    friend bool operator==(const AttributeStep&, const AttributeStep&) = default;
  };
  struct IndexStep {
    std::int64_t index;
    friend bool operator==(const IndexStep&, const IndexStep&) = default;
  };
  struct KeyStep {
    std::string key;
    friend bool operator==(const KeyStep&, const KeyStep&) = default;
  };
  using Step = std::variant<AttributeStep, IndexStep, KeyStep>;

  Path() = default;
  static Path Root(std::string attribute) { return Path().Attribute(std::move(attribute)); }

  // Each returns a copy that is one step longer.
  [[nodiscard]] Path Attribute(std::string name) const;
  [[nodiscard]] Path Index(std::int64_t index) const;
  [[nodiscard]] Path Key(std::string key) const;

  // The same position as seen from the next outer level. Codecs use it to build the path of an
  // error on the way back to the root, so that a value without errors has no path to build.
  [[nodiscard]] Path Under(Step outer) &&;

  [[nodiscard]] const std::vector<Step>& steps() const { return steps_; }
  [[nodiscard]] bool empty() const { return steps_.empty(); }

  // As in HCL: buckets[3].bucket_name, endpoints["cts"].
  [[nodiscard]] std::string ToString() const;

  friend bool operator==(const Path&, const Path&) = default;

 private:
  std::vector<Step> steps_;
};

}  // namespace provider::cty
