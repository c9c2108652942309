// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/schema/conformance.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include <fmt/format.h>

namespace provider::schema {
namespace {

class Checker {
 public:
  void CheckBlock(const cty::Value& value, const Block& block, const cty::Path& path) {
    for (const auto& attribute : block.attributes) {
      CheckAttribute(value.At(attribute.name), attribute, path.Attribute(attribute.name), "");
    }
    for (const auto& nested : block.blocks) {
      CheckNestedBlock(value.At(nested.type_name), nested, path.Attribute(nested.type_name));
    }
  }

  std::vector<Problem> TakeProblems() { return std::move(problems_); }

 private:
  void Add(const cty::Path& path, std::string message) {
    problems_.push_back({path, std::move(message)});
  }

  // Messages have the attribute's full name, "timeouts.read", where `prefix` is "timeouts.". Below
  // a nested attribute, the path stays at the attribute or at the element of its list, because for
  // a deeper path some cores show the block's header instead of the line.
  void CheckAttribute(const cty::Value& value, const Attribute& attribute, const cty::Path& path,
                      const std::string& prefix) {
    if (value.IsUnknown() || value.IsNull()) return;
    if (!attribute.required && !attribute.optional) {
      Add(path, fmt::format("The attribute \"{}\" is read-only and cannot be set.",
                            prefix + attribute.name));
      return;
    }
    if (attribute.nested != nullptr) {
      CheckNested(value, *attribute.nested, path, prefix + attribute.name + ".");
    }
  }

  void CheckNested(const cty::Value& value, const NestedObject& nested, const cty::Path& path,
                   const std::string& prefix) {
    switch (nested.nesting) {
      case Nesting::kSingle:
      case Nesting::kGroup:
        CheckNestedElement(value, nested, path, prefix);
        return;
      case Nesting::kList: {
        std::int64_t index = 0;
        for (const auto& element : value.AsList()) {
          CheckNestedElement(element, nested, path.Index(index++), prefix);
        }
        return;
      }
      case Nesting::kSet:  // a path cannot address an element of a set
        for (const auto& element : value.AsList()) {
          CheckNestedElement(element, nested, path, prefix);
        }
        return;
      case Nesting::kMap:
        for (const auto& [key, element] : value.AsObject()) {
          CheckNestedElement(element, nested, path.Key(key), prefix);
        }
        return;
    }
  }

  void CheckNestedElement(const cty::Value& element, const NestedObject& nested,
                          const cty::Path& path, const std::string& prefix) {
    if (element.IsNull() || element.IsUnknown()) return;
    for (const auto& attribute : nested.attributes) {
      CheckAttribute(element.At(attribute.name), attribute, path, prefix);
    }
  }

  void CheckNestedBlock(const cty::Value& value, const NestedBlock& nested, const cty::Path& path) {
    if (value.IsUnknown()) return;
    switch (nested.nesting) {
      case Nesting::kSingle:
      case Nesting::kGroup:
        if (!value.IsNull()) {
          CheckBlock(value, nested.block, path);
        } else if (nested.min_items > 0) {
          Add(path, fmt::format("A block \"{}\" is required.", nested.type_name));
        }
        return;
      case Nesting::kList:
      case Nesting::kSet:
        CheckBlocks(value.IsNull() ? cty::Value::Elements() : value.AsList(), nested, path);
        return;
      case Nesting::kMap:
        if (value.IsNull()) return;
        for (const auto& [key, element] : value.AsObject()) {
          CheckBlock(element, nested.block, path.Key(key));
        }
        return;
    }
  }

  void CheckBlocks(const cty::Value::Elements& elements, const NestedBlock& nested,
                   const cty::Path& path) {
    const auto count = static_cast<std::int64_t>(elements.size());
    // An unknown element can stand for any number of blocks.
    const bool counted = std::ranges::all_of(elements, &cty::Value::IsKnown);
    if (counted && count < nested.min_items) {
      Add(path, fmt::format("At least {} blocks \"{}\" are required, got {}.", nested.min_items,
                            nested.type_name, count));
    }
    if (counted && nested.max_items != 0 && count > nested.max_items) {
      Add(path, fmt::format("At most {} blocks \"{}\" are allowed, got {}.", nested.max_items,
                            nested.type_name, count));
    }
    std::int64_t index = 0;
    for (const auto& element : elements) {
      const auto place = nested.nesting == Nesting::kSet ? path : path.Index(index++);
      if (element.IsNull()) {
        Add(place, fmt::format("A block \"{}\" must not be null.", nested.type_name));
      } else if (element.IsKnown()) {
        CheckBlock(element, nested.block, place);
      }
    }
  }

  std::vector<Problem> problems_;
};

}  // namespace

std::vector<Problem> CheckConfig(const cty::Value& config, const Block& block) {
  if (config.IsUnknown()) return {};
  if (config.IsNull()) return {{{}, "The configuration must not be null."}};
  Checker checker;
  checker.CheckBlock(config, block, {});
  return checker.TakeProblems();
}

}  // namespace provider::schema
