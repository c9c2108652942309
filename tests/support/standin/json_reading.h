// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Reads request bodies of any content, and writes the times in responses.

#pragma once

#include <chrono>
#include <string>

#include <nlohmann/json_fwd.hpp>

namespace standin {

// A nested string; empty if anything on the way is missing or of another type.
[[nodiscard]] std::string StringAt(const nlohmann::json& document, const std::string& pointer);

// "2024-06-19T08:00:00.000000Z", the form of IAM and the metadata service.
[[nodiscard]] std::string IsoTime(std::chrono::sys_seconds time);

}  // namespace standin
