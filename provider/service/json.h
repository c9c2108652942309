// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// JSON from a service, read within limits and without trust in its shape.
//
// A tree of 64 MB of "[],[],[]" takes gigabytes, a parser copies a text of 28 MB several times, and
// of two equal keys it keeps the last in silence: all of these are refused.

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
  std::size_t text = 4U << 20;  // bytes of a string as it is written
  bool repair_texts = false;    // by RepairJsonTexts, before it is parsed
};

// For what a service sends. Not for a file of the user's, where a broken text must be shown.
inline constexpr JsonLimits kResponse{.repair_texts = true};

// The error is a phrase: "is not JSON", "nests deeper than 32 levels".
[[nodiscard]] tl::expected<nlohmann::json, std::string> ParseBoundedJson(
    std::string_view text, const JsonLimits& limits = {});

// The same for what needs no tree: `events` get what is there, parse_error() for text that is no
// JSON. The error is a limit that is exceeded; equal keys are for `events` to see.
[[nodiscard]] tl::expected<void, std::string> ReadBoundedJson(
    std::string_view text, nlohmann::json_sax<nlohmann::json>& events,
    const JsonLimits& limits = {});

// Texts that are not what JSON asks for spoil only themselves, not the whole response: `json` with
// each run of bytes that are not UTF-8 (a message in GBK), and each surrogate without its other
// half, replaced by U+FFFD, each control character by a space, and each unknown escape by the
// characters that it is written with; all of this inside of strings only. nullopt: there is nothing
// to repair. Whether the rest is JSON is for the parser to say. In linear time; at most three times
// as long as `json`.
[[nodiscard]] std::optional<std::string> RepairJsonTexts(std::string_view json);

// Reading a document whose shape nobody guarantees. Neither throws, whatever `value` is: where it
// is no object, has no member `key`, or has one that is null or of another type, there is nothing.

// The member, of any type; a null where there is nothing. Lives as long as `value`; the null for
// ever.
[[nodiscard]] const nlohmann::json& MemberAt(const nlohmann::json& value, const char* key);
// The member if it is a string; "" where there is nothing.
[[nodiscard]] std::string StringAt(const nlohmann::json& value, const char* key);

}  // namespace provider::service
