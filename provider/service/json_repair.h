// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// JSON whose texts are not what JSON asks for: bytes that are not UTF-8 (a message in GBK), line
// breaks, escapes that mean nothing. They spoil the text they are in, not the whole response.
//
// JsonLimits::repair_texts asks for it.

#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace provider::service {

// `json` with each run of bytes that are not UTF-8, and each surrogate without its other half,
// replaced by U+FFFD, each control character by a space, and each unknown escape by the characters
// that it is written with; all of this inside of strings only. nullopt: there is nothing to repair.
// Whether the rest is JSON is for the parser to say. In linear time; at most three times as long as
// `json`.
[[nodiscard]] std::optional<std::string> RepairJsonTexts(std::string_view json);

}  // namespace provider::service
