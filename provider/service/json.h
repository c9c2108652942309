// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Reads JSON from a service, within limits and without trusting its shape.
//
// Refuses what a parser would accept at a high cost or silently: 64 MB of "[],[],[]" become a tree
// of gigabytes, a text of 28 MB is copied several times, and of two equal keys only the last one is
// kept.

#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>
#include <tl/expected.hpp>

namespace provider::service {

struct JsonLimits {
  std::size_t depth = 32;
  std::size_t values = 2'000'000;
  std::size_t text = 4U << 20;  // bytes of a string as it is sent
  bool repair_texts = false;    // by RepairJsonTexts, before parsing
};

// For responses. Not for a user's file, in which a broken text must be reported.
inline constexpr JsonLimits kResponse{.repair_texts = true};

// The error is a phrase: "is not JSON", "nests deeper than 32 levels".
[[nodiscard]] tl::expected<nlohmann::json, std::string> ParseBoundedJson(
    std::string_view text, const JsonLimits& limits = {});

// The same without building a tree: `events` receives the contents, and parse_error() for text that
// is not JSON. The error is an exceeded limit. `events` must check for equal keys itself.
[[nodiscard]] tl::expected<void, std::string> ReadBoundedJson(
    std::string_view text, nlohmann::json_sax<nlohmann::json>& events,
    const JsonLimits& limits = {});

// Repairs invalid texts, so that they do not make the whole response unusable. Inside strings only,
// it replaces each run of bytes that are not UTF-8 (a message in GBK) and each unpaired surrogate
// with U+FFFD, each control character with a space, and each unknown escape with the characters it
// is written with. nullopt if nothing needs repair. Does not check whether the rest is JSON. Takes
// linear time; the result is at most three times as long as `json`.
[[nodiscard]] std::optional<std::string> RepairJsonTexts(std::string_view json);

// Read a document whose shape is not guaranteed. They do not throw, whatever `value` is. The member
// counts as missing if `value` is not an object, has no member `key`, or has one that is null or
// has another type.

// The member, of any type; null if it is missing. Lives as long as `value`; the null is static.
[[nodiscard]] const nlohmann::json& MemberAt(const nlohmann::json& value, const char* key);
// The member if it is a string; "" if it is missing.
[[nodiscard]] std::string StringAt(const nlohmann::json& value, const char* key);

}  // namespace provider::service
